import type { RefusalCode } from '#shared/refusals.ts'
import type { EventDetail } from './record-event.ts'

/** What leaves no event: nothing of a customer is in its answer, and it is asked all day long. The list only gets shorter. */
export const leavesNoEvent = {
  'GET /live': 'says that the process lives',
  'GET /ready': 'says whether the database answers',
  'staff.signInPage': 'is asked before anybody is signed in',
  'staff.desk': 'one’s own name and the number of waiting requests, in the header of every page',
  'live.changes': 'ids of what changed; the page then asks, and that leaves an event',
} as const

const mostIds = 40

/** "adjustments.openDraft" is the act "open-draft". */
export const actOf = (path: string): string =>
  (path.split('.').at(-1) ?? path).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** The account that an input names, when it looks like one: the input may not have been checked yet. */
export function accountIn(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('accountId' in input)) return null
  const { accountId } = input
  return typeof accountId === 'string' && /^[A-Za-z0-9-]{3,32}$/.test(accountId) ? accountId : null
}

/** What was looked at: the kind, how many rows, and of whom. Never what was typed. */
export function describeCall(what: string, input: unknown, answer: unknown, more: EventDetail): EventDetail {
  if (accountIn(input) !== null) return { what, ...more }
  const rows = rowsOf(answer)
  const accounts = [...new Set(rows.flatMap((row) => accountIn(row) ?? []))]
  return {
    what,
    ...more,
    ...(rows.length > 0 || Array.isArray(answer) ? { count: rows.length } : {}),
    ...(accounts.length > 0 ? { accounts: accounts.slice(0, mostIds) } : {}),
  }
}

/** The answer's own rows, or those of its first list of accounts. */
function rowsOf(answer: unknown): unknown[] {
  if (Array.isArray(answer)) return answer
  if (typeof answer !== 'object' || answer === null) return []
  const lists = Object.values(answer).filter((value): value is unknown[] => Array.isArray(value))
  return lists.find((list) => list.some((row) => accountIn(row) !== null)) ?? []
}

/** Refusals that only say "later" leave nothing: the caller sends the same again, and the database may be the trouble. */
export const isWorthAnEvent = (code: RefusalCode | 'INTERNAL'): boolean =>
  code !== 'BUSY' && code !== 'SLOW_DOWN' && code !== 'STORAGE_FULL' && code !== 'OUTCOME_UNKNOWN'
