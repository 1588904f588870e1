import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import type { Confirmation } from '#shared/ledger/confirmation.ts'
import type { BillingMessage } from '#shared/ledger/message.ts'
import { type Retries, waitBeforeRetry } from '#shared/ledger/retries.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import type { Partner } from '../signed-calls.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { callBiller, type Outcome } from './call-biller.ts'
import { confirmItems } from './confirm-items.ts'

export type Calling = { partner: Partner; timeoutMs: number; retries: Retries; atOnce: number }
type Claimed = BillingMessage & { tries: number }

const batchSize = 100
/** Longer than a whole batch may take: only then is an item free again whose worker died. */
const leaseSeconds = ({ timeoutMs, atOnce }: Calling) =>
  30 + (timeoutMs / 1000) * Math.ceil(batchSize / atOnce)

/**
 * Sends what waits. Several processes share the work: each claims a batch by skipping what others have locked, and a
 * claim is a try that is due again when its lease runs out. What a dead worker had sent is then sent again, under the
 * same key.
 */
export async function sendItems(database: Database, who: Who, calling: Calling): Promise<number> {
  let sent = 0
  for (;;) {
    const claimed = await inWork(database, who, (work) => claim(work, leaseSeconds(calling)))
    if (claimed.length === 0) return sent
    const outcomes = await callAll(claimed, calling)
    await inWork(database, who, (work) => writeOutcomes(work, outcomes, calling))
    sent += claimed.length
    // Nobody answers: the rest is left for later, instead of waiting out a time limit for each.
    if (outcomes.every(({ outcome }) => outcome.kind === 'again')) return sent
  }
}

async function claim(work: Work, lease: number): Promise<Claimed[]> {
  const found = await sql<Claimed>`
    with due as (
      select account_id, transfer_id from billing_items i
      where delivery = 'waiting' and billing in ('queued', 'accepted') and next_try_at <= now()
        and (direction = 'credit' or not exists (select from billing_items c where c.account_id = i.account_id and c.direction = 'credit'
          and c.credit_id is not distinct from i.credit_id and c.adjustment_id is not distinct from i.adjustment_id and (c.billing not in ('accepted', 'applied') or c.delivery <> 'sent')))
      order by next_try_at limit ${batchSize} for update skip locked)
    update billing_items i set tries = tries + 1, next_try_at = now() + make_interval(secs => ${lease})
    from due where i.account_id = due.account_id and i.transfer_id = due.transfer_id
    returning i.account_id, i.transfer_id, i.direction, i.route, i.amount, i.currency, i.gl_code, i.tax, i.bill_on, i.bill_to, i.tries`.execute(
    work.tx,
  )
  return found.rows
}

type Called = { item: Claimed; outcome: Outcome }

async function callAll(items: readonly Claimed[], calling: Calling): Promise<Called[]> {
  const rest = [...items]
  const called: Called[] = []
  const lane = async () => {
    for (let item = rest.shift(); item; item = rest.shift())
      called.push({ item, outcome: await callBiller(calling.partner, item, calling.timeoutMs) })
  }
  await Promise.all(Array.from({ length: Math.min(calling.atOnce, items.length) }, lane))
  return called
}

async function writeOutcomes(work: Work, called: readonly Called[], { retries }: Calling): Promise<void> {
  const confirmations = called.flatMap(({ item, outcome }): Confirmation[] => {
    const key = { accountId: item.accountId, transferId: item.transferId, at: null }
    if (outcome.kind === 'taken') return [{ ...key, ...outcome }]
    if (outcome.kind === 'refused')
      return [{ ...key, state: 'failed', billerId: null, billed: null, because: outcome.because }]
    return []
  })
  if (confirmations.length > 0) {
    await confirmItems(work, confirmations)
    await markSent(work, confirmations)
  }
  const again = called.flatMap(({ item, outcome }) => {
    if (outcome.kind !== 'again') return []
    // Told when to come back, it is not the item's fault: that does not use up its tries.
    const told = outcome.afterSeconds
    const wait = told ?? waitBeforeRetry(retries, item.tries, randomInt(1_000) / 1_000)
    return [
      {
        account_id: item.accountId,
        transfer_id: item.transferId.toString(),
        claimed: item.tries,
        tries: told === null ? item.tries : item.tries - 1,
        wait,
        dead: told === null && item.tries >= retries.tries,
        problem: outcome.because,
      },
    ]
  })
  if (again.length === 0) return
  // A webhook may have come first, or the lease have run out: then there is nothing to write any more.
  await sql`update billing_items i set tries = a.tries, next_try_at = now() + make_interval(secs => a.wait), problem = a.problem,
      delivery = case when a.dead then 'dead' else 'waiting' end
    from jsonb_to_recordset(${JSON.stringify(again)}::jsonb) as a (account_id text, transfer_id bigint, claimed int, tries int, wait float8, dead boolean, problem text)
    where i.account_id = a.account_id and i.transfer_id = a.transfer_id and i.tries = a.claimed and i.delivery = 'waiting'`.execute(
    work.tx,
  )
  const dead = again.filter((each) => each.dead)
  if (dead.length === 0) return
  await recordDeskEvent(work, { action: 'billing-gave-up', detail: { items: dead.length } })
  work.announce({ topic: 'promises' })
}

/** The word may be no news, as when something accepted is sent once more: it was taken all the same. */
async function markSent(work: Work, taken: readonly Confirmation[]): Promise<void> {
  const rows = taken.map((each) => ({
    account_id: each.accountId,
    transfer_id: each.transferId.toString(),
  }))
  await sql`update billing_items i set delivery = 'sent', problem = null
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as s (account_id text, transfer_id bigint)
    where i.account_id = s.account_id and i.transfer_id = s.transfer_id and i.delivery = 'waiting'`.execute(
    work.tx,
  )
}
