import { type RawBuilder, sql } from 'kysely'
import type { BillingState, Delivery, Direction } from '#shared/ledger/billing.ts'
import { mayResend, maySettle } from '#shared/ledger/permissions.ts'
import { promiseAdvice, promiseState, riskDays } from '#shared/ledger/promises.ts'
import type { PromiseBoard, PromiseItem, PromisesShow } from '#shared/ledger/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { addDays, daysBetween } from '#shared/time.ts'
import type { Db } from '../db/client.ts'
import { type LinkRow, linksIn, linksOf } from '../staff/links-of.ts'
import type { Clock } from '../work.ts'
import { closedBefore } from './fail-closed.ts'
import { type Billed, notTakenBack } from './step-billing.ts'

const shown = 200
/** Days that the board counts ahead: two cycles and a few. */
const daysAhead = 66

type Row = {
  accountId: string
  transferId: bigint
  direction: Direction
  creditId: bigint | null
  adjustmentId: bigint | null
  left: bigint
  currency: string
  billing: BillingState
  delivery: Delivery | null
  billOn: string
  promisedBy: string
  failedBecause: string | null
  problem: string | null
  tries: number | null
  billTo: string | null
  askedNumber: string | null
  askedBy: bigint | null
  askedByName: string | null
  accountClosed: boolean
  way: 'final_bill' | 'refund' | null
  givenBy: string[]
  linked: LinkRow[]
}

/** Promises that are not kept yet: one list of them, and all of them counted by day. Two statements, whatever the size. */
export async function promiseBoard(
  db: Db,
  show: PromisesShow,
  actor: Actor,
  { businessDate }: Clock,
): Promise<PromiseBoard> {
  const riskFrom = addDays(businessDate, riskDays)
  const [rows, counted] = await Promise.all([
    promisedRows(db, show, businessDate, riskFrom),
    countPromises(db, businessDate, riskFrom),
  ])
  return {
    businessDate,
    items: (await told(db, rows, actor)).map((row) => itemOf(row, actor, businessDate, riskFrom)),
    ...counted,
  }
}

/** What is on whose bill is the customer's: an agent sees the rows of callers who are verified now (rulings 22), and all counts. */
async function told(db: Db, rows: Row[], { role, staffId }: Actor): Promise<Row[]> {
  if (role !== 'agent' || rows.length === 0) return rows
  const found = await sql<{ accountId: string }>`
    select k.account_id from contacts k where k.account_id = any (${rows.map((row) => row.accountId)}::text[]) and k.staff_id = ${staffId}
      and k.ended_at is null and k.expires_at > now() and k.verification is not null`.execute(db)
  const open = new Set(found.rows.map((row) => row.accountId))
  return rows.filter((row) => open.has(row.accountId))
}

function itemOf(row: Row, actor: Actor, today: string, riskFrom: string): PromiseItem {
  const { billing, delivery, billOn, promisedBy, accountClosed, way } = row
  const { askedNumber, askedBy, askedByName } = row
  const asked = askedNumber !== null && askedBy !== null ? { billTo: askedNumber, by: askedBy } : null
  const stuck = { ...row, asked, givenBy: row.givenBy.map(BigInt), linked: linksIn(row.linked) }
  return {
    accountId: row.accountId,
    transferId: row.transferId.toString(),
    direction: row.direction,
    what: row.adjustmentId === null ? 'Automatic credit' : adjustmentNumber(row.adjustmentId),
    adjustmentId: row.adjustmentId?.toString() ?? null,
    amount: moneyView(money(row.left, row.currency)),
    billing,
    delivery,
    state: promiseState(row, today, riskFrom),
    billOn,
    promisedBy,
    daysLeft: daysBetween(today, promisedBy),
    problem: billing === 'failed' ? causeOf(row) : row.problem,
    tries: row.tries ?? 0,
    billTo: row.billTo,
    asked: asked && {
      billTo: asked.billTo,
      by: askedByName ?? 'somebody',
      own: asked.by === actor.staffId,
    },
    accountClosed,
    way,
    advice: promiseAdvice({ ...row, settled: way !== null }),
    may: { resend: mayResend(actor, stuck), settle: maySettle(actor, stuck) },
  }
}

const idOf = (table: Billed) => sql.ref(table === 'credits' ? 't.credit_id' : 't.adjustment_id')
const keyOf = (table: Billed) =>
  table === 'credits'
    ? sql`t.account_id, t.credit_id, null::bigint as adjustment_id, t.promised_by, null::bigint as taken_back`
    : sql`t.account_id, null::bigint as credit_id, t.adjustment_id, t.promised_by, null::bigint as taken_back`

/** The advice says already that the account is closed. */
const causeOf = ({ failedBecause }: Row) => (failedBecause === closedBefore ? null : failedBecause)

/** The branches of a list, each on an index of its own. */
function branches(table: Billed, show: PromisesShow, today: string, riskFrom: string): RawBuilder<unknown>[] {
  const open = (where: RawBuilder<unknown>) =>
    sql`(select ${keyOf(table)} from ${sql.table(table)} t where ${where} and ${notTakenBack(table)} order by t.promised_by limit ${sql.lit(shown)})`
  const item = sql.ref(table === 'credits' ? 'i.credit_id' : 'i.adjustment_id')
  const dead = sql`(select ${keyOf(table)} from billing_items i join ${sql.table(table)} t on t.account_id = i.account_id and ${idOf(table)} = ${item}
    where i.delivery = 'dead' and i.direction = 'credit' and t.billing <> 'applied' order by t.promised_by limit ${sql.lit(shown)})`
  const failed = open(sql`t.billing = 'failed'`)
  if (show === 'act') return [failed, dead]
  if (show === 'broken') return [open(sql`t.billing <> 'applied' and t.promised_by < ${today}::date`)]
  const near = sql`t.billing <> 'applied' and t.promised_by between ${today}::date and ${riskFrom}::date`
  const missed = sql`t.billing in ('scheduled', 'queued', 'accepted') and t.bill_on < ${today}::date and t.promised_by >= ${today}::date`
  return [open(near), open(missed), failed, dead]
}

/** What was taken back and cannot be told to billing: until then the customer keeps it. */
const deadDebits = sql`(select account_id, credit_id, adjustment_id, bill_on as promised_by, transfer_id as taken_back from billing_items
  where delivery = 'dead' and direction = 'debit' order by bill_on limit ${sql.lit(shown)})`

async function promisedRows(db: Db, show: PromisesShow, today: string, riskFrom: string): Promise<Row[]> {
  const all = (['credits', 'adjustments'] as const).flatMap((table) => branches(table, show, today, riskFrom))
  if (show === 'act') all.push(deadDebits)
  const found = await sql<Row>`
    with listed as (
      select * from (${sql.join(all, sql` union `)}) each
      where ${show === 'risk' ? sql`promised_by >= ${today}::date` : sql`true`} order by promised_by, account_id limit ${sql.lit(shown)})
    select l.account_id, p.transfer_id, l.credit_id, l.adjustment_id, p.currency, l.promised_by,
      case when p.kind = 'reverse' then 'debit' else 'credit' end as direction,
      p.amount - coalesce((select sum(n.amount) from billing_items n where p.kind <> 'reverse' and n.account_id = p.account_id and n.billing = 'netted'
        and n.credit_id is not distinct from p.credit_id and n.adjustment_id is not distinct from p.adjustment_id), 0)::bigint as left,
      case when p.kind = 'reverse' then i.billing else coalesce(c.billing, a.billing) end as billing,
      case when p.kind = 'reverse' then i.bill_on else coalesce(c.bill_on, a.bill_on) end as bill_on,
      case when p.kind = 'reverse' then i.problem else coalesce(c.failed_because, a.failed_because) end as failed_because,
      i.delivery, i.problem, i.tries, i.bill_to, b.bill_to as asked_number, b.requested_by as asked_by, f.name as asked_by_name, s.way, x.status = 'closed' as account_closed,
      coalesce((select jsonb_agg(v.approved_by::text) from approvals v where v.account_id = a.account_id and v.adjustment_id = a.adjustment_id), '[]')
        || case when a.requested_by is null then '[]'::jsonb else jsonb_build_array(a.requested_by::text) end as given_by,
      ${linksOf(sql`l.account_id`)} as linked
    from listed l join accounts x on x.account_id = l.account_id
    join transfers p on p.account_id = l.account_id and case when l.taken_back is null then p.kind in ('post', 'post_hold')
      and p.credit_id is not distinct from l.credit_id and p.adjustment_id is not distinct from l.adjustment_id else p.transfer_id = l.taken_back end
    left join credits c on c.account_id = l.account_id and c.credit_id = l.credit_id
    left join adjustments a on a.account_id = l.account_id and a.adjustment_id = l.adjustment_id
    left join billing_items i on i.account_id = p.account_id and i.transfer_id = p.transfer_id
    left join settlements s on s.account_id = p.account_id and s.transfer_id = p.transfer_id
    left join bill_to_changes b on b.account_id = p.account_id and b.transfer_id = p.transfer_id and b.state = 'requested'
    left join staff f on f.staff_id = b.requested_by
    order by l.promised_by, l.account_id`.execute(db)
  return found.rows
}

type Group = { promisedBy: string; billOn: string; billing: BillingState; dead: boolean; count: number }

/** Counted by promised day, bill day and state; which of them are at risk is said by the same rule as for each item. */
async function countPromises(
  db: Db,
  today: string,
  riskFrom: string,
): Promise<Pick<PromiseBoard, 'counts' | 'days' | 'billDays'>> {
  const groups = (table: Billed) => sql`
    select t.promised_by, t.bill_on, t.billing, d.account_id is not null as dead, count(*)::int as count
    from ${sql.table(table)} t
    left join billing_items d on d.delivery = 'dead' and d.direction = 'credit'
      and d.account_id = t.account_id and d.${table === 'credits' ? sql.ref('credit_id') : sql.ref('adjustment_id')} = ${idOf(table)}
    where t.billing <> 'applied' and ${notTakenBack(table)} group by 1, 2, 3, 4`
  const [found, others] = await Promise.all([
    sql<Group>`${groups('credits')} union all ${groups('adjustments')}`.execute(db),
    sql<{
      late: number
      debits: number
    }>`select ((select count(*) from credits where applied_on > promised_by)
      + (select count(*) from adjustments where applied_on > promised_by))::int as late,
      (select count(*) from billing_items where delivery = 'dead' and direction = 'debit')::int as debits`.execute(
      db,
    ),
  ])
  const { late = 0, debits = 0 } = others.rows[0] ?? {}
  const counts = { act: debits, risk: 0, broken: 0, onTrack: 0, keptLate: late }
  const last = addDays(today, daysAhead)
  const days = new Map<string, { onTrack: number; atRisk: number }>()
  const billDays = new Map<string, number>()
  for (const { count, dead, ...group } of found.rows) {
    const state = promiseState({ ...group, delivery: dead ? 'dead' : null }, today, riskFrom)
    if (group.billing === 'failed' || dead) counts.act += count
    if (state === 'broken') counts.broken += count
    else if (state === 'at_risk') {
      counts.risk += count
      billDays.set(group.billOn, (billDays.get(group.billOn) ?? 0) + count)
    } else counts.onTrack += count
    if (group.promisedBy < today || group.promisedBy > last) continue
    const day = days.get(group.promisedBy) ?? { onTrack: 0, atRisk: 0 }
    if (state === 'at_risk') day.atRisk += count
    else day.onTrack += count
    days.set(group.promisedBy, day)
  }
  const sorted = <T>(map: Map<string, T>) => [...map].sort(([one], [other]) => one.localeCompare(other))
  return {
    counts,
    days: sorted(days).map(([day, each]) => ({ day, ...each })),
    billDays: sorted(billDays).map(([day, count]) => ({ day, count })),
  }
}
