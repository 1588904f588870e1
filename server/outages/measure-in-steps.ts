import { sql } from 'kysely'
import type { Work } from '../work.ts'
import { measureLines, noteMeasured } from './measure-impacts.ts'

export type Steps = {
  readonly accountsOfStep?: number | undefined
  /** Called after each step, with the accounts whose lines are measured by then; what it throws undoes them all. */
  readonly onStep?: ((done: number) => Promise<void> | void) | undefined
}
/** About 25,000 lines: half a second, where a statement of the desk may take five. */
const usualStep = 10_000

/**
 * Measures every line as measureImpacts does, a stretch of account numbers after the other, so that no statement is long
 * and whoever waits sees how far it is. All in the caller's transaction: others see none of it before they see all.
 */
export async function measureInSteps(
  work: Work,
  outageId: string,
  { accountsOfStep = usualStep, onStep }: Steps = {},
): Promise<void> {
  let [after, done, lines] = ['', 0, 0]
  for (;;) {
    const step = await sql<{ accounts: number; last: string | null }>`
      select count(*)::int as accounts, max(account_id) as last
      from (select account_id from accounts where account_id > ${after} order by account_id limit ${accountsOfStep}) next`.execute(
      work.tx,
    )
    const { accounts = 0, last = null } = step.rows[0] ?? {}
    if (last === null) break
    const from = after
    lines += await measureLines(work, outageId, (relation) => {
      const account = sql.ref(`${relation}.account_id`)
      return sql`${account} > ${from} and ${account} <= ${last}`
    })
    after = last
    done += accounts
    await onStep?.(done)
  }
  await noteMeasured(work, outageId, lines)
}
