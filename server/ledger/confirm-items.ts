import { type RawBuilder, sql } from 'kysely'
import type { BillingState, ItemState } from '#shared/ledger/billing.ts'
import { type Confirmation, moveOf } from '#shared/ledger/confirmation.ts'
import { announceAccounts } from '../live/announce.ts'
import type { Work } from '../work.ts'

type Known = {
  accountId: string
  transferId: bigint
  creditId: bigint | null
  adjustmentId: bigint | null
  direction: 'credit' | 'debit'
  billing: ItemState
  resentAt: Date | null
}
type Move = Known & { to: Confirmation['state']; said: Confirmation }

export type Confirmed = {
  moved: number
  unchanged: number
  unknown: { accountId: string; transferId: bigint }[]
}

const keyOf = (item: { accountId: string; transferId: bigint }) => `${item.accountId} ${item.transferId}`

/**
 * Takes what the biller says of many items at once and moves them, and the credits they carry, forward. The same word
 * twice, late or out of order changes nothing. Items are locked in one order, so two batches never wait for each other.
 */
export async function confirmItems(work: Work, confirmations: readonly Confirmation[]): Promise<Confirmed> {
  const known = new Map((await lockItems(work, confirmations)).map((item) => [keyOf(item), item]))
  const moves = new Map<string, Move>()
  const unknown: Confirmed['unknown'] = []
  for (const said of confirmations) {
    const item = known.get(keyOf(said))
    if (!item) {
      unknown.push({ accountId: said.accountId, transferId: said.transferId })
      continue
    }
    const to = moveOf(item, said)
    if (!to) continue
    moves.set(keyOf(said), { ...item, to, said })
    known.set(keyOf(said), { ...item, billing: to })
  }
  const all = [...moves.values()]
  if (all.length > 0) {
    await moveItems(work, all)
    for (const table of ['credits', 'adjustments'] as const) await moveBilled(work, table, all)
    await netDebits(work, all)
    await tellNetted(work, all)
    announceAccounts(
      work,
      all.map((move) => move.accountId),
    )
    work.announce({ topic: 'promises' })
  }
  return { moved: all.length, unchanged: confirmations.length - all.length - unknown.length, unknown }
}

async function lockItems(work: Work, asked: readonly Confirmation[]): Promise<Known[]> {
  const keys = asked.map(({ accountId, transferId }) => ({
    account_id: accountId,
    transfer_id: transferId.toString(),
  }))
  const found = await sql<Known>`
    select i.account_id, i.transfer_id, i.credit_id, i.adjustment_id, i.direction, i.billing, i.resent_at
    from billing_items i
    where (i.account_id, i.transfer_id) in (select account_id, transfer_id from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (account_id text, transfer_id bigint))
    order by i.account_id, i.transfer_id for update`.execute(work.tx)
  return found.rows
}

async function moveItems(work: Work, moves: readonly Move[]): Promise<void> {
  const rows = moves.map(({ accountId, transferId, to, said }) => ({
    account_id: accountId,
    transfer_id: transferId.toString(),
    to,
    biller_id: said.billerId,
    billed: said.billed?.toString() ?? null,
    because: said.because,
  }))
  // A failure is a dead letter as well: only a manager sends it again.
  await sql`update billing_items i set billing = m.to, delivery = case when m.to = 'failed' then 'dead' else 'sent' end,
      problem = case when m.to = 'failed' then coalesce(m.because, 'Billing gave no reason.') end,
      biller_id = coalesce(m.biller_id, i.biller_id), billed = coalesce(m.billed, i.billed),
      accepted_on = case when m.to = 'failed' then null else coalesce(i.accepted_on, ${work.businessDate}::date) end,
      applied_on = case when m.to = 'applied' then ${work.businessDate}::date end,
      failed_on = case when m.to = 'failed' then ${work.businessDate}::date end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (account_id text, transfer_id bigint, "to" text, biller_id text, billed bigint, because text)
    where i.account_id = m.account_id and i.transfer_id = m.transfer_id`.execute(work.tx)
}

/** The credit or adjustment that an item carries follows it, one legal step after the other. */
async function moveBilled(
  work: Work,
  table: 'credits' | 'adjustments',
  moves: readonly Move[],
): Promise<void> {
  const id = table === 'credits' ? 'creditId' : 'adjustmentId'
  const column = sql.ref(table === 'credits' ? 'credit_id' : 'adjustment_id')
  const carried = moves.filter((move) => move.direction === 'credit' && move[id] !== null)
  const day = sql`${work.businessDate}::date`
  const step = async (
    which: readonly Move[],
    from: BillingState[],
    set: ReturnType<typeof sql>,
  ): Promise<void> => {
    if (which.length === 0) return
    const rows = which.map((move) => ({
      account_id: move.accountId,
      id: move[id]?.toString(),
      because: move.said.because,
    }))
    await sql`update ${sql.table(table)} t set ${set}
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (account_id text, id bigint, because text)
      where t.account_id = m.account_id and t.${column} = m.id and t.billing in (${sql.join(from.map((state) => sql.lit(state)))})`.execute(
      work.tx,
    )
  }
  const failed = carried.filter((move) => move.to === 'failed')
  const applied = carried.filter((move) => move.to === 'applied')
  const taken = carried.filter((move) => move.to !== 'failed')
  await step(
    failed,
    ['queued', 'accepted'],
    sql`billing = 'failed', failed_on = ${day}, failed_because = 'Billing: ' || coalesce(m.because, 'no reason was given') || '.'`,
  )
  await step(applied, ['failed'], sql`billing = 'queued', failed_on = null, failed_because = null`)
  await step(taken, ['queued'], sql`billing = 'accepted', accepted_on = ${day}`)
  await step(applied, ['accepted'], sql`billing = 'applied', applied_on = ${day}`)
}

/** A debit for what billing never booked is netted: it was held back until its credit was taken. */
async function netDebits(work: Work, moves: readonly Move[]): Promise<void> {
  const failed = moves.filter((move) => move.to === 'failed' && move.direction === 'credit')
  if (failed.length === 0) return
  await sql`update billing_items d set billing = 'netted', delivery = 'none'
    from ${namedBy(failed)} join billing_items c on c.account_id = m.account_id and c.transfer_id = m.transfer_id
    where d.account_id = c.account_id and d.direction = 'debit' and d.billing = 'queued' and d.tries = 0 and ${ofSameCredit}`.execute(
    work.tx,
  )
}

/** Billing has put on a bill in full what it had refused: what was taken back meanwhile becomes a debit after all. */
async function tellNetted(work: Work, moves: readonly Move[]): Promise<void> {
  const applied = moves.filter((move) => move.to === 'applied' && move.direction === 'credit')
  if (applied.length === 0) return
  await sql`update billing_items d set billing = 'queued', delivery = 'waiting', next_try_at = now()
    from ${namedBy(applied)}
      join billing_items c on c.account_id = m.account_id and c.transfer_id = m.transfer_id
      join transfers p on p.account_id = c.account_id and p.transfer_id = c.transfer_id
    where d.account_id = c.account_id and d.direction = 'debit' and d.billing = 'netted' and ${ofSameCredit}
      and c.amount + d.amount > p.amount`.execute(work.tx)
}

/** Moves as a relation `m` of their keys. */
function namedBy(moves: readonly Move[]): RawBuilder<unknown> {
  const rows = moves.map((move) => ({ account_id: move.accountId, transfer_id: move.transferId.toString() }))
  return sql`jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as m (account_id text, transfer_id bigint)`
}

/** The debit `d` takes back from the credit `c`. */
const ofSameCredit = sql`d.credit_id is not distinct from c.credit_id and d.adjustment_id is not distinct from c.adjustment_id`
