import { randomUUID } from 'node:crypto'
import { TRPCError } from '@trpc/server'
import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { envelopeOf, refusalOf } from '#server/errors.ts'
import { Announcer } from '#server/live/announce.ts'
import { appRouter } from '#server/router.ts'
import { openSession, sessionOf } from '#server/staff/sessions.ts'
import { type Context, callerOf } from '#server/trpc.ts'
import type { AccountPage, Given } from '#shared/adjustments/views.ts'
import type { Envelope } from '#shared/refusals.ts'
import { asTheDesk, outageId } from './desk.ts'
import { testSecrets } from './secrets.ts'

/** The demo's people: two agents of different levels, a supervisor, two managers, an auditor, two administrators. */
export type Person = 'alex' | 'sam' | 'sofia' | 'morgan' | 'marta' | 'audrey' | 'adam' | 'agnes'
export const people: Record<Person, { role: string; name: string }> = {
  alex: { role: 'agent', name: 'Alex Rivera' },
  sam: { role: 'agent', name: 'Sam Okafor' },
  sofia: { role: 'supervisor', name: 'Sofia Lindqvist' },
  morgan: { role: 'manager', name: 'Morgan Hale' },
  marta: { role: 'manager', name: 'Marta Kowalska' },
  audrey: { role: 'auditor', name: 'Audrey Nakamura' },
  adam: { role: 'admin', name: 'Adam Osei' },
  agnes: { role: 'admin', name: 'Agnes Moreau' },
}
export const personOfRole: Record<string, Person> = {
  agent: 'alex',
  supervisor: 'sofia',
  manager: 'morgan',
  auditor: 'audrey',
  admin: 'adam',
}

const makeCaller = callerOf(appRouter)
export type Caller = ReturnType<typeof makeCaller>
/** The same router, addressed by "noun.procedure" as the wire does. */
export const callPath = (caller: Caller, path: string, input: unknown): Promise<unknown> => {
  const procedure = path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], caller)
  return (procedure as (given: unknown) => Promise<unknown>)(input)
}

/** A browser without a session: the whole router behind the context that HTTP would make, only without HTTP. */
export function browser(database: Database, token: string | null = null) {
  const announcer = new Announcer(database)
  let cookie = token
  const context: Context = {
    database,
    announcer,
    requestId: randomUUID(),
    address: '192.0.2.1',
    session: async (about) => (cookie ? sessionOf(database.db, cookie, about) : null),
    setToken: (value) => {
      cookie = value
    },
    token: () => cookie,
    secrets: testSecrets(),
  }
  return { caller: makeCaller(context), cookie: () => cookie }
}

/** Somebody signed in: a real session of that person. */
export async function signedIn(database: Database, username: string): Promise<Caller> {
  return browser(database, await tokenOf(database, username)).caller
}

export async function staffIdOf(database: Database, username: string): Promise<bigint> {
  const { staffId } = await database.db
    .selectFrom('signIns')
    .select('staffId')
    .where('username', '=', username)
    .executeTakeFirstOrThrow()
  return staffId
}

export async function tokenOf(database: Database, username: string): Promise<string> {
  const staffId = await staffIdOf(database, username)
  return asTheDesk(database, (work) => openSession(work, staffId))
}

/** The refusal a call ends in, as its caller would read it. Fails when the call succeeds or ends in a bug. */
export async function refusalFrom(call: Promise<unknown>): Promise<Envelope> {
  const thrown = await call.then(
    (answer) => expect.fail(`not refused, but answered: ${JSON.stringify(answer)}`),
    (error: unknown) => error,
  )
  const refusal = refusalOf(thrown)
  if (!refusal) throw thrown
  if (thrown instanceof TRPCError && thrown.code === 'INTERNAL_SERVER_ERROR') throw thrown
  return envelopeOf(refusal, 'request')
}

/**
 * An agent's caller, verified by a call-back to the number of record: from now on the agent is told about this account.
 * Whoever needs no verification (a supervisor, an auditor) goes on as they are.
 */
export async function verified(caller: Caller, accountId: string): Promise<Caller> {
  try {
    await caller.contacts.callBack({ accountId, talksTo: 'holder' })
    await caller.contacts.confirmCallBack({ accountId })
  } catch (error) {
    if (!['NOT_ALLOWED', 'WAY_NOT_OFFERED', 'NOT_FOUND'].includes(refusalOf(error)?.code ?? '')) throw error
  }
  return caller
}

/** The account page as somebody sees it whose caller is verified. */
export const pageOf = async (caller: Caller, accountId: string, outage?: string): Promise<AccountPage> =>
  (await verified(caller, accountId)).adjustments.accountPage({ accountId, outageId: outage })

export type Gift = { amount: bigint; reason?: string; note?: string }
const longNote = 'The customer lost a day of work and sent the till report.'

/** What the form sends: a draft, the amount, and what the preview showed on the button. */
export async function fillForm(
  caller: Caller,
  accountId: string,
  { amount, reason = 'goodwill', note = longNote }: Gift,
) {
  await verified(caller, accountId)
  const draft = await caller.adjustments.openDraft({ accountId, outageId })
  const ask = { accountId, outageId, amount: amount.toString(), reasonCode: reason, note }
  const preview = await caller.adjustments.preview(ask)
  return {
    input: {
      ...ask,
      draftId: draft.draftId,
      previewed: { way: preview.way, after: preview.after.minor, billOn: preview.billOn },
    },
    preview,
  }
}

/** An agent fills the form in and clicks: posted within the limits, else a request. */
export async function give(caller: Caller, accountId: string, gift: Gift): Promise<Given> {
  const { input } = await fillForm(caller, accountId, gift)
  return caller.adjustments.give(input)
}

/** Sends the same request again while the desk is too busy to say anything: what a browser does with the same key. */
export async function insistently<T>(call: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await call()
    } catch (error) {
      if (refusalOf(error)?.code !== 'BUSY' || tries === 40) throw error
      await new Promise((resolve) => setTimeout(resolve, 50 + 10 * tries))
    }
  }
}
