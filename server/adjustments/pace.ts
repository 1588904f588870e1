import { type RawBuilder, sql } from 'kysely'
import { Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'

/** The limits' row of a level; 'agent' for those who give nothing and are refused before. */
const limitOf = (column: 'acts_at_once' | 'acts_per_minute', level: string) =>
  sql`(select ${sql.ref(column)} from limit_levels where level = ${level})`

/** What of a person's acts has not worn off yet, by the row of their day. */
const actsNow = (level: string): RawBuilder<number> =>
  sql`greatest(0, staff_days.acts - greatest(0, extract(epoch from clock_timestamp() - staff_days.acts_at)) * ${limitOf('acts_per_minute', level)} / 60.0)`

/** For the one statement that counts towards somebody's day: one more act, if their pace allows it. */
export const oneMoreAct = (level: string): RawBuilder<unknown> =>
  sql`acts = ${actsNow(level)} + 1, acts_at = clock_timestamp()`
export const paceAllows = (level: string): RawBuilder<boolean> =>
  sql`${actsNow(level)} + 1 <= ${limitOf('acts_at_once', level)}`

/** Says so when it was the pace that stopped an act. What was typed is a draft, and the same key can be sent again. */
export async function pace(work: Work): Promise<void> {
  const { staffId, limits } = actorOf(work)
  if (!limits) return
  const found = await sql<{ seconds: number }>`
    select ceil((${actsNow(limits.level)} + 1 - ${limitOf('acts_at_once', limits.level)}) * 60.0 / ${limitOf('acts_per_minute', limits.level)})::int as seconds
    from staff_days where staff_id = ${staffId} and business_date = ${work.businessDate}`.execute(work.tx)
  const seconds = found.rows[0]?.seconds ?? 0
  if (seconds <= 0) return
  throw new Refusal(
    'SLOW_DOWN',
    `Not saved: that is more credits in a short time than one person gives. Go on in ${seconds} s; what you typed is kept.`,
    { retry: `after:${seconds}` },
  )
}
