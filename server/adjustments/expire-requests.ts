import { sql } from 'kysely'
import { recordEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { lockAccount, type RequestKey } from './load-request.ts'
import { releaseHold } from './release-hold.ts'

/** Ends one request whose 24 hours are over, for good. Does nothing when it was decided meanwhile. */
export async function expireRequest(work: Work, key: RequestKey): Promise<boolean> {
  const ended = await sql<{ requestedBy: bigint; day: string }>`
    update adjustments set state = 'expired'
    where account_id = ${key.accountId} and adjustment_id = ${key.adjustmentId} and state = 'requested' and expires_at <= now()
    returning requested_by, business_date as day`.execute(work.tx)
  const row = ended.rows[0]
  if (!row) return false
  await releaseHold(work, key, { staffId: row.requestedBy, day: row.day })
  await recordEvent(work, { ...key, action: 'expire-request' })
  work.announce({ topic: 'account', accountId: key.accountId })
  work.announce({ topic: 'queue' })
  return true
}

/** Ends every request that ran out, each in a transaction of its own. Run by the server every minute. */
export async function expireRequests(database: Database, who: Who): Promise<number> {
  const due = await sql<RequestKey>`select account_id, adjustment_id from adjustments
    where state = 'requested' and expires_at <= now() order by requested_at limit 500`.execute(database.db)
  let count = 0
  for (const key of due.rows) {
    const ended = await inWork(database, who, async (work) => {
      await lockAccount(work, key.accountId)
      return expireRequest(work, key)
    })
    if (ended) count += 1
  }
  return count
}
