import { sql } from 'kysely'
import { announceAccounts } from '../live/announce.ts'
import type { Work } from '../work.ts'
import type { NoticeWord } from './notice-words-of.ts'

/** Moves notices on to delivered or failed. What is said twice, late or of a notice that ended already changes nothing. */
export async function confirmNotices(
  work: Work,
  words: readonly NoticeWord[],
): Promise<{ moved: number; unchanged: number; unknown: number }> {
  const rows = words.map((word) => ({
    account_id: word.accountId,
    notice_id: word.noticeId.toString(),
    state: word.state,
  }))
  const known = await sql<{ accountId: string; noticeId: bigint; state: string; says: NoticeWord['state'] }>`
    select n.account_id, n.notice_id, n.state, w.state as says
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as w (account_id text, notice_id bigint, state text)
    join notices n on n.account_id = w.account_id and n.notice_id = w.notice_id
    order by n.account_id, n.notice_id for update of n`.execute(work.tx)
  const moving = known.rows.filter((row) => row.state === 'sent' || row.state === 'waiting')
  if (moving.length > 0) {
    const keys = JSON.stringify(
      moving.map((row) => ({
        account_id: row.accountId,
        notice_id: row.noticeId.toString(),
        says: row.says,
      })),
    )
    // The gateway's word may be quicker than its answer to us.
    await sql`update notices n set state = 'sent', sent_on = ${work.businessDate}::date
      from jsonb_to_recordset(${keys}::jsonb) as k (account_id text, notice_id bigint)
      where n.account_id = k.account_id and n.notice_id = k.notice_id and n.state = 'waiting'`.execute(
      work.tx,
    )
    await sql`update notices n set state = k.says, delivered_on = case when k.says = 'delivered' then ${work.businessDate}::date end,
        failed_on = case when k.says = 'failed' then ${work.businessDate}::date end,
        failed_because = case when k.says = 'failed' then 'The gateway could not deliver it.' end
      from jsonb_to_recordset(${keys}::jsonb) as k (account_id text, notice_id bigint, says text)
      where n.account_id = k.account_id and n.notice_id = k.notice_id and n.state = 'sent'`.execute(work.tx)
    announceAccounts(
      work,
      moving.map((row) => row.accountId),
    )
  }
  return {
    moved: moving.length,
    unchanged: known.rows.length - moving.length,
    unknown: words.length - known.rows.length,
  }
}
