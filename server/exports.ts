import { once } from 'node:events'
import express, { type Request, type Response, Router } from 'express'
import { journalFilter } from '#shared/audit/schemas.ts'
import { callEvents } from './audit/call-events.ts'
import { exportJournal } from './audit/export-journal.ts'
import type { Config } from './config.ts'
import type { Database } from './db/client.ts'
import { refuse } from './edge.ts'
import { refusalOf } from './errors.ts'
import { Refusal } from './refusal.ts'
import { cookieOf } from './staff/cookie.ts'
import { type Session, sessionOf } from './staff/sessions.ts'

const mayExport = ['manager', 'auditor']

/** What leaves the desk as a file. The event is committed before the first byte, as for every other answer. */
export function exports({ config, database }: { config: Config; database: Database }): Router {
  const router = Router()
  router.post('/journal', express.json({ limit: '8kb', inflate: false }), async (request, response) => {
    try {
      await sendJournal(database, await personOf(request, response), request, response)
    } catch (error) {
      // A file that was begun cannot say that it is not whole; an answer that breaks off does.
      if (response.headersSent) return void response.destroy()
      refuse(response, refusalOf(error) ?? new Refusal('BUSY', 'The file could not be made. Try again.'))
    }
  })
  return router

  async function personOf(request: Request, response: Response): Promise<Session> {
    const token = cookieOf(config, request, response).read()
    const session = token ? await sessionOf(database.db, token) : null
    if (!session) throw new Refusal('SESSION_EXPIRED', 'Sign in to go on.', { retry: 'same-key' })
    return session
  }
}

async function sendJournal(
  database: Database,
  session: Session,
  request: Request,
  response: Response,
): Promise<void> {
  const write = (outcome: string, detail: Record<string, string>) =>
    callEvents(
      database,
      {
        accountId: null,
        actorId: `${session.actor.staffId}`,
        action: 'export-journal',
        outcome,
        detail,
        requestId: response.locals.requestId as string,
        session: session.id,
        address: (request.ip ?? 'unknown').slice(0, 45),
      },
      session.clock,
    )
  if (!mayExport.includes(session.actor.role)) {
    await write('refused', { code: 'NOT_ALLOWED', what: 'exports.journal' })
    throw new Refusal('NOT_ALLOWED', `Your role (${session.actor.role}) cannot do this.`)
  }
  const filter = journalFilter.safeParse(request.body)
  if (!filter.success) {
    await write('invalid', { code: 'BAD_REQUEST', what: 'exports.journal' })
    throw new Refusal('BAD_REQUEST', 'The filter could not be read.')
  }
  const set = Object.entries(filter.data).filter((pair): pair is [string, string] => Boolean(pair[1]))
  await write('done', Object.fromEntries(set))
  response.setHeader('content-type', 'text/csv; charset=utf-8')
  response.setHeader('content-disposition', 'attachment; filename="journal.csv"')
  response.setHeader('cache-control', 'no-store')
  for await (const piece of exportJournal(database.db, filter.data)) {
    if (response.destroyed) return
    if (!response.write(piece)) await once(response, 'drain')
  }
  response.end()
}
