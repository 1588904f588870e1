import { sql } from 'kysely'
import { itemKey } from '#shared/ledger/billing.ts'
import type { Difference, LedgerMonth, LedgerMonthRow } from '#shared/ledger/views.ts'
import { formatMoney, money, moneyView } from '#shared/money.ts'
import { monthRange } from '#shared/time.ts'
import type { Db } from '../db/client.ts'

const shown = 200

type Sums = {
  granted: bigint
  takenBack: bigint
  waiting: bigint
  accepted: bigint
  applied: bigint
  failed: bigint
}
type Row = Sums & { glCode: string; title: string; tax: string; currency: string }
const parts = ['granted', 'takenBack', 'waiting', 'accepted', 'applied', 'failed'] as const

/**
 * What the desk granted and took back in a month, by code of the general ledger, against where billing has it: every
 * transfer of the month is in exactly one part, so the parts add up to the ledger to the cent.
 */
export async function reconcileMonth(db: Db, month: string, today: string): Promise<LedgerMonth> {
  const { first, next } = monthRange(month)
  const [rows, ledger, differences] = await Promise.all([
    rowsOf(db, first, next),
    sql<{ currency: string; net: bigint }>`
      select currency, sum(case when kind = 'reverse' then -amount else amount end)::bigint as net from transfers
      where kind in ('post', 'post_hold', 'reverse') and business_date >= ${first}::date and business_date < ${next}::date group by currency`.execute(
      db,
    ),
    differencesOf(db, first, next, today),
  ])
  const totals = ledger.rows.map(({ currency, net }) => {
    const sums = rows.filter((row) => row.currency === currency)
    const total = Object.fromEntries(
      parts.map((part) => [part, sums.reduce((sum, row) => sum + row[part], 0n)]),
    ) as Sums
    return { ...viewOf(total, currency), ledger: moneyView(money(net, currency)) }
  })
  return {
    month,
    rows: rows.map(({ glCode, title, tax, currency, ...sums }) => ({
      glCode,
      title,
      tax,
      ...viewOf(sums, currency),
    })),
    totals,
    differences: differences.slice(0, shown),
    moreDifferences: Math.max(0, differences.length - shown),
    ties: totals.every((total) => total.ledger.minor === total.net.minor && addsUp(total)),
  }
}

const addsUp = ({
  net,
  waiting,
  accepted,
  applied,
  failed,
}: Omit<LedgerMonthRow, 'glCode' | 'title' | 'tax'>) =>
  BigInt(net.minor) ===
  [waiting, accepted, applied, failed].reduce((sum, part) => sum + BigInt(part.minor), 0n)

function viewOf(sums: Sums, currency: string): Omit<LedgerMonthRow, 'glCode' | 'title' | 'tax'> {
  const view = (minor: bigint) => moneyView(money(minor, currency))
  return {
    granted: view(sums.granted),
    takenBack: view(sums.takenBack),
    net: view(sums.granted - sums.takenBack),
    waiting: view(sums.waiting),
    accepted: view(sums.accepted),
    applied: view(sums.applied),
    failed: view(sums.failed),
  }
}

/** A reversal stands where billing has it; one that was netted stands where the credit stands that it made smaller. */
async function rowsOf(db: Db, first: string, next: string): Promise<Row[]> {
  const found = await sql<Row>`
    with lines as (
      select p.currency, case when p.kind = 'reverse' then -p.amount else p.amount end as signed,
        coalesce(i.gl_code, r.gl_code, k.gl_code) as gl_code,
        case when p.kind = 'reverse' and i.billing is not null and i.billing <> 'netted' then i.billing else coalesce(c.billing, a.billing) end as billing
      from transfers p
      left join billing_items i on i.account_id = p.account_id and i.transfer_id = p.transfer_id
      left join credits c on c.account_id = p.account_id and c.credit_id = p.credit_id
      left join claims m on m.account_id = p.account_id and m.credit_id = p.credit_id
      left join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id
      left join reason_codes r on r.code = a.reason_code
      join gl_of_kinds k on k.kind = coalesce(a.kind, m.kind, 'entitlement')
      where p.kind in ('post', 'post_hold', 'reverse') and p.business_date >= ${first}::date and p.business_date < ${next}::date)
    select g.gl_code, g.title, g.tax, l.currency,
      coalesce(sum(signed) filter (where signed > 0), 0)::bigint as granted, coalesce(-sum(signed) filter (where signed < 0), 0)::bigint as taken_back,
      coalesce(sum(signed) filter (where billing in ('scheduled', 'queued')), 0)::bigint as waiting,
      coalesce(sum(signed) filter (where billing = 'accepted'), 0)::bigint as accepted,
      coalesce(sum(signed) filter (where billing = 'applied'), 0)::bigint as applied,
      coalesce(sum(signed) filter (where billing = 'failed'), 0)::bigint as failed
    from lines l join gl_codes g on g.gl_code = l.gl_code group by 1, 2, 3, 4 order by 1, 4`.execute(db)
  return found.rows
}

type Found = {
  accountId: string
  transferId: bigint
  amount: bigint
  billed: bigint | null
  currency: string
  billing: string
}

/** Without a statement, what billing itself has confirmed is what there is to compare with. */
async function differencesOf(db: Db, first: string, next: string, today: string): Promise<Difference[]> {
  const found = await sql<Found>`
    select i.account_id, i.transfer_id, i.amount, i.billed, i.currency, i.billing
    from billing_items i
    where i.billing <> 'netted' and i.bill_on >= ${first}::date and i.bill_on < ${next}::date
      and ((i.billed is not null and i.billed <> i.amount) or (i.billing <> 'applied' and i.bill_on < ${today}::date))
    order by i.bill_on, i.transfer_id limit 5000`.execute(db)
  return found.rows.map(({ accountId, transferId, amount, billed, currency, billing }) => {
    const base = { key: itemKey(transferId), accountId, ours: moneyView(money(amount, currency)) }
    if (billed !== null && billed !== amount) {
      const theirs = moneyView(money(billed, currency))
      return {
        ...base,
        kind: 'amount_differs',
        theirs,
        words: `The desk gave ${formatMoney(base.ours)} and billing booked ${formatMoney(theirs)}.`,
      }
    }
    const words = `Its bill is closed, and billing still has it as ${billing}.`
    return { ...base, kind: 'not_confirmed', theirs: null, words }
  })
}
