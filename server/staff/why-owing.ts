import { Refusal } from '../refusal.ts'
import type { Session } from './sessions.ts'

/** Whoever was given a password, or has no second factor where one is demanded, can do nothing but mend that. */
export function whyOwing({ owes }: Pick<Session, 'owes'>): Refusal | null {
  if (owes === null) return null
  const words =
    owes === 'password'
      ? 'Choose a password of your own first: the one you have was given to you.'
      : 'Set up a second factor first: this desk demands one.'
  return new Refusal('SET_UP_NEEDED', words, { retry: 'same-key' })
}
