import { sql } from 'kysely'
import type { Database } from '../db/client.ts'
import { announceAccounts } from '../live/announce.ts'
import { inWork, type Who } from '../work.ts'
import { chooseChannels } from './choose-channels.ts'

/** More would be mapped, chosen and announced for so long at a time that people wait. */
const batchSize = 1_000

/** Where no gateway is connected nothing leaves the machine: what waits is marked as sent on the business date. */
export async function markNotices(database: Database, who: Who): Promise<number> {
  let marked = 0
  for (;;) {
    const batch = await inWork(database, who, async (work) => {
      const keys = await chooseChannels(work, batchSize)
      if (keys.sendable.length === 0) return keys.looked
      const done = await sql<{ accountId: string }>`
        update notices n set state = 'sent', sent_on = ${work.businessDate}::date, tries = tries + 1, address = null, sealed = null
        from jsonb_to_recordset(${JSON.stringify(keys.sendable)}::jsonb) as k (account_id text, notice_id bigint)
        where n.account_id = k.account_id and n.notice_id = k.notice_id and n.state = 'waiting' returning n.account_id`.execute(
        work.tx,
      )
      announceAccounts(
        work,
        done.rows.map((row) => row.accountId),
      )
      return keys.looked
    })
    marked += batch
    if (batch < batchSize) return marked
  }
}
