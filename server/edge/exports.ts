import { once } from 'node:events'
import express, { type Request, type Response, Router } from 'express'
import { journalFilter } from '#shared/audit/schemas.ts'
import { type Actor, type Role, seenBy, wordOfRole } from '#shared/staff/roles.ts'
import { nothingAsked } from '#shared/staff/schemas.ts'
import { callEvents } from '../audit/call-events.ts'
import { exportJournal } from '../audit/export-journal.ts'
import type { Config } from '../config.ts'
import type { Database, Db } from '../db/client.ts'
import { refusalOf } from '../errors.ts'
import { Refusal } from '../refusal.ts'
import { accessReview } from '../staff/access-review.ts'
import { cookieOf } from '../staff/cookie.ts'
import { type Session, sessionOf } from '../staff/sessions.ts'
import { whyOwing } from '../staff/why-owing.ts'
import { refuse } from './gate.ts'

/** One kind of file: who may have it, how it is asked for and written down, and its pieces. */
type Export = {
  path: 'journal' | 'access-review'
  may: readonly Role[]
  /** What was asked, for the event; null when it cannot be read. */
  read(
    body: unknown,
  ): { detail: Record<string, string>; pieces(db: Db, actor: Actor): AsyncIterable<string> } | null
}

const all: readonly Export[] = [
  {
    path: 'journal',
    may: seenBy.journal,
    read: (body) => {
      const filter = journalFilter.safeParse(body)
      if (!filter.success) return null
      const set = Object.entries(filter.data).filter((pair): pair is [string, string] => Boolean(pair[1]))
      return { detail: Object.fromEntries(set), pieces: (db) => exportJournal(db, filter.data) }
    },
  },
  {
    path: 'access-review',
    may: seenBy.people,
    read: (body) =>
      nothingAsked.safeParse(body).success
        ? { detail: {}, pieces: (db, actor) => accessReview(db, actor) }
        : null,
  },
]

/** What leaves the desk as a file. The event is committed before the first byte, as for every other answer. */
export function exports({ config, database }: { config: Config; database: Database }): Router {
  const router = Router()
  for (const each of all)
    router.post(
      `/${each.path}`,
      express.json({ limit: '8kb', inflate: false }),
      async (request, response) => {
        try {
          await send(each, database, await personOf(request, response), request, response)
        } catch (error) {
          // A file that was begun cannot say that it is not whole; an answer that breaks off does.
          if (response.headersSent) return void response.destroy()
          refuse(response, refusalOf(error) ?? new Refusal('BUSY', 'The file could not be made. Try again.'))
        }
      },
    )
  return router

  async function personOf(request: Request, response: Response): Promise<Session> {
    const token = cookieOf(config, request, response).read()
    const session = token ? await sessionOf(database.db, token) : null
    if (!session) throw new Refusal('SESSION_EXPIRED', 'Sign in to go on.', { retry: 'same-key' })
    return session
  }
}

async function send(
  { path, may, read }: Export,
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
        action: `export-${path}`,
        outcome,
        detail,
        requestId: response.locals.requestId as string,
        session: session.id,
        address: (request.ip ?? 'unknown').slice(0, 45),
      },
      session.clock,
    )
  if (!may.includes(session.actor.role)) {
    await write('refused', { code: 'NOT_ALLOWED', what: `exports.${path}` })
    throw new Refusal('NOT_ALLOWED', `Your role (${wordOfRole(session.actor.role)}) cannot do this.`)
  }
  const unready = whyOwing(session)
  if (unready) {
    await write('refused', { code: unready.code, what: `exports.${path}` })
    throw unready
  }
  const asked = read(request.body)
  if (!asked) {
    await write('invalid', { code: 'BAD_REQUEST', what: `exports.${path}` })
    throw new Refusal('BAD_REQUEST', 'The filter could not be read.')
  }
  await write('done', asked.detail)
  response.setHeader('content-type', 'text/csv; charset=utf-8')
  response.setHeader('content-disposition', `attachment; filename="${path}.csv"`)
  response.setHeader('cache-control', 'no-store')
  for await (const piece of asked.pieces(database.db, session.actor)) {
    if (response.destroyed) return
    if (!response.write(piece)) await once(response, 'drain')
  }
  response.end()
}
