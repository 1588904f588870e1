import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { asTheDesk, outageId } from './desk.ts'

export type Planted = {
  by: string
  amount: number
  on: string
  daysAgo?: number
  kind?: string
  approvedBy?: string
  verification?: string | null
}

/** Credits and approvals that lie days back, by username: nobody at the desk could make them now. They move no money. */
export async function plantCredits(database: Database, credits: readonly Planted[]): Promise<void> {
  const signIns = await database.db.selectFrom('signIns').select(['username', 'staffId']).execute()
  const idOf = (username: string) => signIns.find((each) => each.username === username)?.staffId ?? 0n
  await asTheDesk(database, async ({ tx }) => {
    for (const credit of credits) {
      const {
        by,
        amount,
        on,
        daysAgo = 1,
        kind = 'top_up',
        approvedBy = null,
        verification = 'passcode',
      } = credit
      const at = sql`now() - make_interval(days => ${daysAgo}::int)`
      const posted = <T>(value: T): T | null => (approvedBy ? null : value)
      const made = await sql<{ adjustmentId: bigint }>`
        insert into adjustments (account_id, outage_id, state, kind, reason_code, requested, granted, currency, offered, needs_role, approvals_needed, facts,
          requested_by, requested_at, business_date, expires_at, billing, bill_on, promised_by, draft_id, verification)
        select ${on}, ${outageId}, ${approvedBy ? 'requested' : 'granted'}, ${kind}, 'goodwill', ${amount}::bigint, ${posted(amount)}::bigint, 'USD', 0,
          ${approvedBy ? 'supervisor' : null}, ${approvedBy ? 1 : 0}::int, '{}', ${idOf(by)}::bigint, ${at}, (${at})::date,
          ${approvedBy ? sql`${at} + interval '1 day'` : sql`null`}, ${posted('scheduled')}, ${posted('2024-03-14')}::date, ${posted('2024-04-14')}::date,
          gen_random_uuid(), ${verification}
        returning adjustment_id`.execute(tx)
      if (approvedBy)
        await sql`insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, approved_at, business_date)
          values (${on}, ${made.rows[0]?.adjustmentId}, ${idOf(approvedBy)}, ${idOf(by)}, ${amount}, ${at}, (${at})::date)`.execute(
          tx,
        )
    }
  })
}
