import { getTRPCErrorFromUnknown, initTRPC, TRPCError } from '@trpc/server'
import type { TRPC_ERROR_CODE_KEY } from '@trpc/server/rpc'
import { z } from 'zod'
import type { Role } from '#shared/staff/roles.ts'
import { callEvents } from './audit/call-events.ts'
import {
  accountIn,
  actOf,
  boundInvalid,
  describeCall,
  isWorthAnEvent,
  leavesNoEvent,
} from './audit/describe-call.ts'
import { type EventDetail, recordDeskEvent, recordEvent } from './audit/record-event.ts'
import type { UnknownOutcome } from './audit/unknown-outcomes.ts'
import type { Database } from './db/client.ts'
import { CommitUnknown } from './db/pg-failures.ts'
import { envelopeOf, refusalOf, secondsToWait } from './errors.ts'
import type { Announcer } from './live/announce.ts'
import { Refusal } from './refusal.ts'
import type { Session } from './staff/sessions.ts'
import { inWork, type Work } from './work.ts'

export type Context = {
  database: Database
  announcer: Announcer
  requestId: string
  address: string
  /** Reads the session once, when a procedure asks for it. */
  session(): Promise<Session | null>
  /** Tells HTTP how long to wait before asking again. */
  retryAfter?(seconds: number): void
  /** Hears of each commit whose answer was lost, so that somebody owns it. */
  outcomeUnknown?(outcome: UnknownOutcome): void
  setToken(token: string | null): void
  token(): string | null
}

/** Who may call a procedure. It is declared on each one; the server does not start when one lacks it. */
export type Rule = {
  who: 'anybody' | readonly Role[]
  /** What a question shows, in the journal's words. */
  reads?: string
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
    errorFormatter: ({ shape, error, ctx }) => {
      const requestId = ctx?.requestId ?? 'unknown'
      const envelope = envelopeOf(refusalOf(error) ?? inputRefusal(error), requestId)
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

/** For what is asked before signing in. */
export const openProcedure = base.meta({ who: 'anybody' })

/** For signed-in people of these roles. A query begins with readsFor or looksFor, so that it says what it shows. */
export const procedureFor = (...who: Role[]) =>
  base.meta({ who }).use(async ({ ctx, next, path, type, meta, getRawInput }) => {
    const session = await ctx.session()
    if (!session)
      throw new Refusal('SESSION_EXPIRED', 'Sign in to go on. What you typed is kept.', { retry: 'same-key' })
    const seen: EventDetail = {}
    const write = async (outcome: string, detail: EventDetail): Promise<void> =>
      callEvents(
        ctx.database,
        {
          accountId: accountIn(await getRawInput().catch(() => null)),
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
      const code = refusalOf(error)?.code ?? inputRefusal(getTRPCErrorFromUnknown(error))?.code ?? 'INTERNAL'
      if (!isWorthAnEvent(code)) return
      const bound = code === 'BAD_REQUEST' ? boundInvalid(session.id, session.clock.now) : 'write'
      if (bound === 'leave out') return
      const outcome = code === 'BAD_REQUEST' ? 'invalid' : code === 'INTERNAL' ? 'failed' : 'refused'
      await write(outcome, { code, what: path, ...(bound === 'last' ? { more: 'left out' } : {}) })
    }
    if (!who.includes(session.actor.role)) {
      const refusal = new Refusal('NOT_ALLOWED', `Your role (${session.actor.role}) cannot do this.`)
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
          if (work.journal.events === 0) await recordAct(work, path, accountIn(await getRawInput()))
          return answer
        },
      ).catch(async (error: unknown) => {
        if (error instanceof CommitUnknown)
          ctx.outcomeUnknown?.({
            requestId: ctx.requestId,
            act: path,
            accountId: accountIn(await getRawInput()),
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
        /** Adds to the event of what is being read: kinds and numbers, never what was typed. */
        note: (detail: EventDetail) => void Object.assign(seen, detail),
      },
    })
    if (!result.ok) await refused(result.error)
    else if (type === 'query' && meta?.reads)
      await write('done', describeCall(meta.reads, await getRawInput(), result.data, seen))
    return result
  })

/** A question whose answer leaves one event, committed before the answer leaves. `what` names it in the journal. */
export const readsFor = (what: string, ...who: Role[]) => procedureFor(...who).meta({ who, reads: what })

/** Scoped addresses and those behind a mapping are cut to what the column holds. */
const addressOf = (ctx: Context): string => ctx.address.slice(0, 45)

/** An act that changed nothing worth an event of its own (a draft, the same key again) still leaves one. */
async function recordAct(work: Work, path: string, accountId: string | null): Promise<void> {
  if (accountId === null) await recordDeskEvent(work, { action: actOf(path) })
  else await recordEvent(work, { accountId, action: actOf(path) })
}

export const everyRole: Role[] = ['agent', 'supervisor', 'manager', 'auditor', 'admin']
export const readers: Role[] = ['agent', 'supervisor', 'manager', 'auditor']
export const givers: Role[] = ['agent', 'supervisor', 'manager']
export const deciders: Role[] = ['supervisor', 'manager']

/**
 * A procedure without a rule would be open to everybody, and a question that does not say what it shows would leave no
 * trace: the desk does not start with one.
 */
export function insistOnRules(procedures: Record<string, unknown>): void {
  for (const [name, procedure] of Object.entries(procedures)) {
    const { meta, type } = (procedure as { _def?: { meta?: Partial<Rule>; type?: string } })._def ?? {}
    if (!meta?.who)
      throw new Error(
        `${name} does not say who may call it: begin it with procedureFor(...), readsFor(...) or openProcedure.`,
      )
    if (type !== 'mutation' && !meta.reads && !Object.hasOwn(leavesNoEvent, name))
      throw new Error(
        `${name} does not say what it shows: begin it with readsFor('what', ...), so that it leaves an event.`,
      )
  }
}
