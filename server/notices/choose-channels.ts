import { sql } from 'kysely'
import type { Work } from '../work.ts'

type Key = { account_id: string; notice_id: string }
export type Chosen = { looked: number; sendable: Key[] }

/**
 * Locks a batch of what waits, skipping what another process has, and looks once more where each can go: a text is
 * preferred, an e-mail goes to who refuses texts or has no number. What can go nowhere fails, with the reason. News of a
 * change and codes go where they were made out to: that is their point.
 */
export async function chooseChannels(work: Work, most: number): Promise<Chosen> {
  const found = await sql<{ accountId: string; noticeId: bigint; channel: string; goes: string | null }>`
    with due as (
      select account_id, notice_id from notices where state = 'waiting' and next_try_at <= now()
      order by next_try_at limit ${most} for update skip locked)
    select n.account_id, n.notice_id, n.channel, case
        when n.address is not null or n.kind = 'code' then n.channel
        when n.channel = 'text' and a.contact_phone is not null and not a.texts_refused then 'text'
        when a.email is not null then 'email'
        when a.contact_phone is not null and not a.texts_refused then 'text' end as goes
    from due join notices n on n.account_id = due.account_id and n.notice_id = due.notice_id
    join accounts a on a.account_id = n.account_id`.execute(work.tx)
  const keyOf = (row: { accountId: string; noticeId: bigint }): Key => ({
    account_id: row.accountId,
    notice_id: row.noticeId.toString(),
  })
  const moved = found.rows.filter((row) => row.goes !== null && row.goes !== row.channel)
  if (moved.length > 0)
    await sql`update notices n set channel = k.goes
      from jsonb_to_recordset(${JSON.stringify(moved.map((row) => ({ ...keyOf(row), goes: row.goes })))}::jsonb) as k (account_id text, notice_id bigint, goes text)
      where n.account_id = k.account_id and n.notice_id = k.notice_id`.execute(work.tx)
  const nowhere = found.rows.filter((row) => row.goes === null)
  if (nowhere.length > 0)
    await sql`update notices n set state = 'failed', failed_on = ${work.businessDate}::date, failed_because = 'Texts are refused and no e-mail address is known.'
      from jsonb_to_recordset(${JSON.stringify(nowhere.map(keyOf))}::jsonb) as k (account_id text, notice_id bigint)
      where n.account_id = k.account_id and n.notice_id = k.notice_id`.execute(work.tx)
  return {
    looked: found.rows.length,
    sendable: found.rows.filter((row) => row.goes !== null).map(keyOf),
  }
}
