import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { z } from 'zod'
import { boundInvalid } from './audit/bound-invalid.ts'
import { callEvents } from './audit/call-events.ts'
import { accountIn, actOf, describeCall, isWorthAnEvent } from './audit/describe-call.ts'
import { type EventDetail, recordDeskEvent, recordEvent } from './audit/record-event.ts'
import type { UnknownOutcome } from './audit/unknown-outcomes.ts'
import type { Database, Db } from './db/client.ts'
import { CommitUnknown } from './db/pg-failures.ts'
import { envelopeOf, refusalOf, secondsToWait, unshownOf } from './errors.ts'
import type { Announcer } from './live/announce.ts'
import { Refusal } from './refusal.ts'
import type { Rule, RuleOfPeople } from './rule.ts'
import { ruled } from './ruled.ts'
import type { CommonPasswords } from './staff/common-passwords.ts'
import type { SecretBox } from './staff/secret-box.ts'
import type { Session } from './staff/sessions.ts'
import { UndeclaredAnswer } from './strict-answer.ts'
import { whyRefused } from './why-refused.ts'
import { inWork, readClock, type Work } from './work.ts'

export type Context = {
  database: Database
  announcer: Announcer
  requestId: string
  address: string
  /** Reads the session once, when a procedure asks for it; with the account that is asked about, whether its caller was verified. */
  session(about?: string | null): Promise<Session | null>
  /** Whether this process saw the session whole when it was last asked with it; it may be over since. */
  wasSignedIn?(): boolean
  /** Keeps and compares what the database holds only sealed or hashed; null where no file of keys is set up. */
  secrets?: SecretBox | null
  /** What somebody's new password is compared with; the list that is shipped when nothing is said. */
  commonPasswords?: CommonPasswords
  /** What the carrier's own sign-in is called; null where none is connected. */
  provider?: string | null
  /** What the browser calls itself, in two words, for the list of one's sessions. */
  browser?: string
  /** Tells HTTP how long to wait before asking again. */
  retryAfter?(seconds: number): void
  /** Counts customers that one question shows beyond the first, and refuses when it goes too fast. */
  looksUp?(more: number, staffId: bigint): void
  /** Hears of each commit whose answer was lost, so that somebody owns it. */
  outcomeUnknown?(outcome: UnknownOutcome): void
  setToken(token: string | null): void
  token(): string | null
}

const codeOfStatus: Record<number, TRPC_ERROR_CODE_KEY> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  405: 'METHOD_NOT_SUPPORTED',
  409: 'CONFLICT',
  413: 'PAYLOAD_TOO_LARGE',
  415: 'UNSUPPORTED_MEDIA_TYPE',
  422: 'UNPROCESSABLE_CONTENT',
  429: 'TOO_MANY_REQUESTS',
  503: 'SERVICE_UNAVAILABLE',
}

const t = initTRPC
  .context<Context>()
  .meta<Rule>()
  .create({
    // A stream that went silent without closing is opened anew by the browser.
    sse: { ping: { enabled: true, intervalMs: 15_000 }, client: { reconnectAfterInactivityMs: 30_000 } },
    // An ordinary error's message would reach the client by default: only refusals have words for people.
    errorFormatter: ({ shape, error, ctx, type }) => {
      const requestId = ctx?.requestId ?? 'unknown'
      const isDone = type === 'mutation' && error.cause instanceof UndeclaredAnswer
      const envelope = isDone
        ? unshownOf(requestId)
        : envelopeOf(refusalOf(error) ?? inputRefusal(error), requestId)
      const seconds = secondsToWait(envelope.retry)
      if (seconds !== null) ctx?.retryAfter?.(seconds)
      return {
        ...shape,
        message: envelope.message,
        data: { code: shape.data.code, httpStatus: shape.data.httpStatus, envelope },
      }
    },
  })

function inputRefusal(error: TRPCError): Refusal | null {
  if (error.code === 'NOT_FOUND') return new Refusal('NOT_FOUND', 'There is no such procedure.')
  if (error.code === 'METHOD_NOT_SUPPORTED')
    return new Refusal('METHOD_NOT_ALLOWED', 'This cannot be asked in that way.')
  if (error.code === 'PAYLOAD_TOO_LARGE') return new Refusal('TOO_LARGE', 'The request is too large.')
  if (error.code === 'UNSUPPORTED_MEDIA_TYPE') return new Refusal('NOT_JSON', 'Only JSON is accepted.')
  if (error.code !== 'BAD_REQUEST' && error.code !== 'PARSE_ERROR') return null
  const issues = error.cause instanceof z.ZodError ? error.cause.issues : []
  // The value itself is not repeated: it may be personal.
  const fields = issues
    .map((issue) => ({ path: issue.path.join('.'), rule: issue.message.slice(0, 200) }))
    .slice(0, 10)
  const first = fields[0]
  return new Refusal(
    'BAD_REQUEST',
    first ? `${first.path || 'The request'}: ${first.rule}` : 'The request could not be read.',
    { fields },
  )
}

const refusalsHaveStatus = t.middleware(async ({ next }) => {
  const result = await next()
  if (result.ok) return result
  const refusal = refusalOf(result.error)
  if (!refusal) return result
  throw new TRPCError({
    code: codeOfStatus[refusal.status] ?? 'INTERNAL_SERVER_ERROR',
    message: refusal.message,
    cause: refusal,
  })
})

export const router = t.router
/** Outside tests nobody calls procedures but through HTTP; tests of the router do, with a context of their own. */
export const callerOf = t.createCallerFactory

const base = t.procedure.use(refusalsHaveStatus)

/** For what is asked before signing in. Its acts write their own events; what cannot be read or fails leaves one of nobody's. */
export const openProcedure = ruled(
  base.meta({ who: 'anybody', object: 'none' }).use(async ({ ctx, next, path, type }) => {
    const result = await next()
    if (result.ok || type === 'query' || result.error.cause instanceof UndeclaredAnswer) return result
    const code = refusalOf(result.error)?.code ?? inputRefusal(result.error)?.code ?? 'INTERNAL'
    if (code !== 'BAD_REQUEST' && code !== 'INTERNAL') return result
    const clock = await readClock(ctx.database.db)
    const bound = boundInvalid(ctx.database, addressOf(ctx), clock.now)
    if (bound === 'leave out') return result
    const outcome = code === 'INTERNAL' ? 'failed' : 'invalid'
    const detail = { code, what: path, ...(bound === 'last' ? { more: 'left out' } : {}) }
    const { requestId } = ctx
    const who = { accountId: null, actorId: null, session: null, address: addressOf(ctx) }
    await callEvents(ctx.database, { ...who, action: actOf(path), outcome, detail, requestId }, clock)
    return result
  }),
)

/**
 * What a question's statement finds, begun while its session is still being read: most of the time somebody waits for both.
 * Nothing of it is looked at before the session was; null when the input is none.
 */
type Ahead<Found> = (db: Db, input: unknown) => Promise<Found> | null

const signedInBy = <Found>(rule: RuleOfPeople, beginAhead?: Ahead<Found>) =>
  base.meta(rule).use(async ({ ctx, next, path, type, getRawInput }) => {
    const input = await getRawInput().catch(() => null)
    const ahead = beginAhead && ctx.wasSignedIn?.() ? beginAhead(ctx.database.db, input) : null
    // Whoever is refused hears that, and not how the search went.
    ahead?.catch(() => {})
    const about = rule.caller ? accountIn(input) : null
    const session = await ctx.session(about)
    if (!session)
      throw new Refusal('SESSION_EXPIRED', 'Sign in to go on. What you typed is kept.', {
        retry: 'same-key',
      })
    const seen: EventDetail = {}
    const write = async (outcome: string, detail: EventDetail): Promise<void> =>
      callEvents(
        ctx.database,
        {
          accountId: accountIn(input),
          actorId: session.actor.staffId.toString(),
          action: type === 'query' ? 'read' : actOf(path),
          outcome,
          detail,
          requestId: ctx.requestId,
          session: session.id,
          address: addressOf(ctx),
        },
        session.clock,
      )
    /** One event for a refusal, in a transaction of its own: the command's was rolled back. */
    const refused = async (error: unknown): Promise<void> => {
      // What an act did is done and has its event; only its answer was not shown.
      if (type === 'mutation' && error instanceof TRPCError && error.cause instanceof UndeclaredAnswer) return
      const code = refusalOf(error)?.code ?? inputRefusal(getTRPCErrorFromUnknown(error))?.code ?? 'INTERNAL'
      if (!isWorthAnEvent(code)) return
      const bound =
        code === 'BAD_REQUEST' ? boundInvalid(ctx.database, session.id, session.clock.now) : 'write'
      if (bound === 'leave out') return
      const outcome = code === 'BAD_REQUEST' ? 'invalid' : code === 'INTERNAL' ? 'failed' : 'refused'
      await write(outcome, { code, what: path, ...(bound === 'last' ? { more: 'left out' } : {}) })
    }
    const refusal = whyRefused(rule, session, input, about)
    if (refusal) {
      await refused(refusal)
      throw refusal
    }
    const work = <T>(command: (work: Work) => Promise<T>): Promise<T> =>
      inWork(
        ctx.database,
        {
          actor: session.actor,
          requestId: ctx.requestId,
          session: session.id,
          address: addressOf(ctx),
          clock: session.clock,
          tell: (changes) => ctx.announcer.announce(changes),
        },
        async (work) => {
          const answer = await command(work)
          if (work.journal.events === 0) await recordAct(work, path, accountIn(input))
          return answer
        },
      ).catch(async (error: unknown) => {
        if (error instanceof CommitUnknown)
          ctx.outcomeUnknown?.({
            requestId: ctx.requestId,
            act: path,
            accountId: accountIn(input),
            staffId: session.actor.staffId,
          })
        throw error
      })
    const result = await next({
      ctx: {
        ...ctx,
        signedIn: session,
        actor: session.actor,
        clock: session.clock,
        db: ctx.database.db,
        work,
        ahead,
        /** Adds to the event of what is being read: kinds and numbers, never what was typed. */
        note: (detail: EventDetail) => void Object.assign(seen, detail),
      },
    })
    if (!result.ok) await refused(result.error)
    else if (type === 'query' && rule.reads)
      await write('done', describeCall(rule.reads, input, result.data, seen))
    return result
  })

/**
 * For signed-in people, by the rule beside it. An answer to a question that says what it `reads` leaves one event,
 * committed before the answer leaves.
 */
export const procedureFor = <Found = never>(rule: RuleOfPeople, beginAhead?: Ahead<Found>) =>
  ruled(signedInBy(rule, beginAhead))

/** Scoped addresses and those behind a mapping are cut to what the column holds. */
const addressOf = (ctx: Context): string => ctx.address.slice(0, 45)

/** An act that changed nothing worth an event of its own (a draft, the same key again) still leaves one. */
async function recordAct(work: Work, path: string, accountId: string | null): Promise<void> {
  if (accountId === null) await recordDeskEvent(work, { action: actOf(path) })
  else await recordEvent(work, { accountId, action: actOf(path) })
}
