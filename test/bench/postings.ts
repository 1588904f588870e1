import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { billCloseAfter } from '#shared/time.ts'
import { type Told, verifyCallers } from '#test/support/verified-callers.ts'
import { bodyOf } from './asking.ts'
import type { Agent } from './people.ts'
import { outageId } from './stage.ts'
import { businessDate } from './world.ts'

export const amount = 100n
export const firstAccount = 401_000_000
/** A draft's key by the number of its account, which pgbench can compute as well. */
export const draftIdOf = (account: string): string => `00000000-0000-4000-8000-${account.padStart(12, '0')}`

/** One open draft for each account from one number to another, dealt to the agents in turn. */
export async function makeDrafts(
  database: Database,
  agents: readonly Agent[],
  from: number,
  until: number,
): Promise<void> {
  const first = agents[0]?.staffId ?? 0n
  const dealt =
    await sql<Told>`select account_id, ${first}::bigint + (account_id::bigint % ${agents.length}::int) as staff_id from accounts
    where account_id::bigint >= ${firstAccount + from}::bigint and account_id::bigint < ${firstAccount + until}::bigint`.execute(
      database.db,
    )
  await verifyCallers(database, dealt.rows)
  await sql`insert into drafts (account_id, draft_id, staff_id, outage_id)
    select account_id, ('00000000-0000-4000-8000-' || lpad(account_id, 12, '0'))::uuid, ${first}::bigint + (account_id::bigint % ${agents.length}::int), ${outageId}::text
    from accounts where account_id::bigint >= ${firstAccount + from}::bigint and account_id::bigint < ${firstAccount + until}::bigint`.execute(
    database.db,
  )
}

/** What each agent's client sends: a posting for each of its accounts that may be credited, as previewed. */
export async function postingsOf(
  database: Database,
  agents: readonly Agent[],
  from: number,
  until: number,
): Promise<string[][]> {
  const found = await sql<{ accountId: string; billDay: number; given: bigint; lane: number }>`
    select a.account_id, a.bill_day, coalesce((select sum(k.amount) from credits k where k.account_id = a.account_id), 0)::bigint as given,
      (a.account_id::bigint % ${agents.length}::int)::int as lane
    from accounts a where a.account_id >= ${String(firstAccount + from)} and a.account_id < ${String(firstAccount + until)}
      and a.type in ('consumer', 'small_business') and a.status = 'active' order by a.account_id`.execute(
    database.db,
  )
  const lanes: string[][] = agents.map(() => [])
  const bills = new Map<number, string>()
  for (const { accountId, billDay, given, lane } of found.rows) {
    const billOn = bills.get(billDay) ?? billCloseAfter(businessDate, billDay, 1)
    bills.set(billDay, billOn)
    lanes[lane]?.push(
      bodyOf({
        accountId,
        draftId: draftIdOf(accountId),
        outageId,
        amount: String(amount),
        reasonCode: 'goodwill',
        note: 'Called twice about the same outage.',
        previewed: { way: 'post', after: String(given + amount), billOn },
      }),
    )
  }
  return lanes
}
