import type { Envelope, RefusalCode, Retry } from '#shared/refusals.ts'
import { type DatabaseFailure, databaseFailureOf } from './db/pg-failures.ts'
import { Refusal } from './refusal.ts'

type Coded = { code?: unknown; constraint?: unknown; table?: unknown }
const codeOf = (error: unknown): string =>
  typeof error === 'object' && error && typeof (error as Coded).code === 'string'
    ? ((error as Coded).code as string)
    : ''

/** What the database's trouble means for the person at the desk, and what to do next. */
const troubles: Record<DatabaseFailure, { code: RefusalCode; words: string; retry: Retry }> = {
  'commit unknown': {
    code: 'OUTCOME_UNKNOWN',
    words: 'Checking whether it was saved. Do not enter it again.',
    retry: 'same-key',
  },
  'storage full': {
    code: 'STORAGE_FULL',
    words: 'Not saved: the database is out of space. Tell operations; it is safe to send it again later.',
    retry: 'after:30',
  },
  unavailable: {
    code: 'BUSY',
    words: 'Not saved: the database cannot be reached. Try again in a moment; it is safe to send it again.',
    retry: 'after:3',
  },
  'too slow': {
    code: 'BUSY',
    words:
      'Not saved: the desk is busy and this took too long. Try again in a moment; it is safe to send it again.',
    retry: 'after:2',
  },
  collided: {
    code: 'BUSY',
    words: 'Not saved: somebody else was changing the same thing. It is safe to send it again.',
    retry: 'after:1',
  },
}

/** The one mapper of errors: whatever was thrown becomes a refusal with words, or null when it is a bug of ours. */
export function refusalOf(error: unknown): Refusal | null {
  if (error instanceof Refusal) return error
  if (error instanceof Error && error.cause instanceof Refusal) return error.cause
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const failure = databaseFailureOf(cause)
  if (failure)
    return new Refusal(troubles[failure].code, troubles[failure].words, { retry: troubles[failure].retry })
  const code = codeOf(cause)
  const constraint = (cause as Coded).constraint
  // Without its event nothing is done (rulings 25): a journal that takes no row stops the act, and says so.
  if (code !== '' && ['account_events', 'desk_events'].includes(String((cause as Coded).table)))
    return new Refusal(
      'BUSY',
      'Not saved: it could not be written into the journal. Try again in a moment; it is safe to send it again.',
      { retry: 'after:2' },
    )
  if (code === '23505' && constraint === 'claims_once') {
    return new Refusal(
      'ALREADY_GIVEN',
      'Somebody has just given a credit for the same cause. Reload to see it.',
    )
  }
  if (code === '23514' && constraint === 'four_eyes') {
    return new Refusal('SELF_APPROVAL', 'This is your own: somebody else decides it.')
  }
  if (code === 'MR004')
    return new Refusal('LINKED_ACCOUNT', 'You are linked with this account: a colleague does it.')
  if (code === '22003')
    return new Refusal('AMOUNT_INVALID', 'Not saved: the sum would be larger than money is counted here.')
  if (code === '22021' || code === '22P05')
    return new Refusal('BAD_REQUEST', 'The text holds a character that cannot be stored.')
  return null
}

/** Seconds from "after:3"; null when there is nothing to wait for. */
export function secondsToWait(retry: Retry): number | null {
  return retry.startsWith('after:') ? Number(retry.slice('after:'.length)) : null
}

/** An act that was done, and whose answer holds what it must not: a bug that nothing is undone for. */
export const unshownOf = (requestId: string): Envelope => ({
  code: 'INTERNAL',
  message: `It was done, but the answer could not be shown. Reload to see it. Reference ${requestId}.`,
  requestId,
  retry: 'never',
  saved: true,
})

/** What the caller sees. A bug shows a reference number and nothing else. */
export function envelopeOf(refusal: Refusal | null, requestId: string): Envelope {
  if (!refusal) {
    return {
      code: 'INTERNAL',
      message: `Something went wrong and nothing was saved. Reference ${requestId}.`,
      requestId,
      retry: 'same-key',
      saved: false,
    }
  }
  const { fields, link, retry } = refusal.more
  const envelope: Envelope = {
    code: refusal.code,
    message: refusal.message,
    requestId,
    retry: retry ?? 'never',
    saved: refusal.code === 'OUTCOME_UNKNOWN' ? null : false,
  }
  if (fields) envelope.fields = fields
  if (link) envelope.link = link
  return envelope
}
