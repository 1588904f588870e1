import type { Work } from '../work.ts'
import { lockAccount } from './load-request.ts'

/**
 * Waits until whatever was under way on an account is over and as safe as an answer can be: the lock waits for it, and the
 * commit of a lock waits for the standby. What is read afterwards is definite. Asked after an answer was lost.
 */
export async function settleAccount(work: Work, input: { accountId: string }): Promise<{ settled: true }> {
  await lockAccount(work, input.accountId)
  return { settled: true }
}
