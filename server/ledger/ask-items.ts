import { sql } from 'kysely'
import type { Confirmation } from '#shared/ledger/confirmation.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { inWork, type Who } from '../work.ts'
import { askBiller } from './call-biller.ts'
import { confirmItems } from './confirm-items.ts'
import type { Calling } from './send-items.ts'

type Asked = { accountId: string; transferId: bigint }
const batchSize = 100
const askedEveryMinutes = 60

/**
 * Asks after what the biller has taken and whose bill is closed, when no confirmation came: webhooks get lost. An item
 * that the biller does not know after all becomes a dead letter: somebody has to find out why.
 */
export async function askItems(database: Database, who: Who, calling: Calling): Promise<number> {
  const asked = await inWork(database, who, async (work) => {
    const found = await sql<Asked>`
      with due as (
        select account_id, transfer_id from billing_items
        where delivery = 'sent' and billing in ('queued', 'accepted') and bill_on < ${work.businessDate}::date and next_try_at <= now()
        order by bill_on limit ${batchSize} for update skip locked)
      update billing_items i set next_try_at = now() + make_interval(mins => ${askedEveryMinutes})
      from due where i.account_id = due.account_id and i.transfer_id = due.transfer_id
      returning i.account_id, i.transfer_id`.execute(work.tx)
    return found.rows
  })
  const heard: Confirmation[] = []
  const missing: Asked[] = []
  for (const item of asked) {
    const outcome = await askBiller(calling.partner, item.transferId, calling.timeoutMs)
    if (outcome.kind === 'taken') heard.push({ ...item, ...outcome, at: null })
    else if (outcome.kind === 'missing') missing.push(item)
    else break
  }
  if (heard.length > 0) await inWork(database, who, (work) => confirmItems(work, heard))
  if (missing.length > 0)
    await inWork(database, who, async (work) => {
      const rows = missing.map((item) => ({
        account_id: item.accountId,
        transfer_id: item.transferId.toString(),
      }))
      await sql`update billing_items i set delivery = 'dead', problem = 'Billing took it and does not know it any more.'
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (account_id text, transfer_id bigint)
        where i.account_id = m.account_id and i.transfer_id = m.transfer_id and i.delivery = 'sent'`.execute(
        work.tx,
      )
      await recordDeskEvent(work, { action: 'billing-lost-items', detail: { items: missing.length } })
      work.announce({ topic: 'promises' })
    })
  return asked.length
}
