import type { RefusalCode } from '#shared/refusals.ts'
import type { Person } from './calls.ts'

/** Each mutation's case: who does it, with what, what must be true afterwards, and what a second time answers. */
export type MutationCase = {
  as: Person
  /** Another session of that person than one that is simply signed in. */
  token?: () => Promise<string>
  input: () => Promise<Record<string, unknown> | undefined>
  works: (input: Record<string, string>, answer: Record<string, unknown>) => Promise<void>
  /** Done again with the same input: the same answer, or this refusal. Either way nothing more is written. */
  again: 'same answer' | 'harmless' | RefusalCode
  /** By whose hand it is their own, and how that is refused. Null with the reason why nothing is anybody's own here. */
  own: { as: Person; code: RefusalCode } | string
}
