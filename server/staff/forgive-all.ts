import type { Work } from '../work.ts'
import { subjectOfName, subjectOfSecondFactor, subjectOfStepUp } from './count-try.ts'
import { signInFactsOf } from './sign-in-facts-of.ts'
import { forgive } from './try-sign-in.ts'

/** Whoever forgot a password has tried many, and is locked: with a new one they may try again. */
export async function forgiveAll(work: Work, staffId: bigint): Promise<void> {
  const { usernames } = await signInFactsOf(work, staffId)
  const subjects = [...usernames.map(subjectOfName), subjectOfStepUp(staffId), subjectOfSecondFactor(staffId)]
  for (const subject of subjects) await forgive(work, subject)
}
