import { sql } from 'kysely'
import { itemKey, transferIdOf } from '#shared/ledger/billing.ts'
import { compareLine, type StatementLine, unknownLine } from '#shared/ledger/statement.ts'
import type { Difference } from '#shared/ledger/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { monthRange } from '#shared/time.ts'
import type { Db } from '../db/client.ts'

type Row = {
  accountId: string
  transferId: bigint
  direction: 'credit' | 'debit'
  amount: bigint
  currency: string
}
const batchSize = 5_000

/** What the desk has as applied in a month against a biller's statement of it, item by item, both ways. */
export async function compareStatement(
  db: Db,
  month: string,
  lines: readonly StatementLine[],
): Promise<Difference[]> {
  const theirs = new Map<string, StatementLine[]>()
  for (const line of lines) theirs.set(line.key, [...(theirs.get(line.key) ?? []), line])
  const differences: Difference[] = []
  let last = { accountId: '', transferId: 0n }
  for (;;) {
    const rows = await appliedAfter(db, month, last)
    for (const { accountId, transferId, direction, amount, currency } of rows) {
      const ours = {
        key: itemKey(transferId),
        accountId,
        direction,
        amount: moneyView(money(amount, currency)),
      }
      const difference = compareLine(ours, theirs)
      if (difference) differences.push(difference)
    }
    const final = rows.at(-1)
    if (!final) break
    last = final
  }
  const left = [...theirs.values()].flatMap(([line]) => (line ? [line] : []))
  const states = await statesOf(db, left)
  return [
    ...differences,
    ...left.map((line) =>
      unknownLine(
        line,
        states.has(line.key)
          ? `the desk has it as ${states.get(line.key)}, not as applied in this month.`
          : 'the desk never gave it.',
      ),
    ),
  ]
}

/** In clock order of accounts; a credit is as large as what was not taken back before it was sent. */
async function appliedAfter(
  db: Db,
  month: string,
  last: { accountId: string; transferId: bigint },
): Promise<Row[]> {
  const { first, next } = monthRange(month)
  const found = await sql<Row>`
    select p.account_id, p.transfer_id, case when p.kind = 'reverse' then 'debit' else 'credit' end as direction, p.currency,
      coalesce(i.amount, p.amount - coalesce((select sum(n.amount) from billing_items n where n.account_id = p.account_id and n.billing = 'netted'
        and n.credit_id is not distinct from p.credit_id and n.adjustment_id is not distinct from p.adjustment_id), 0)::bigint) as amount
    from transfers p
    left join billing_items i on i.account_id = p.account_id and i.transfer_id = p.transfer_id
    left join credits c on c.account_id = p.account_id and c.credit_id = p.credit_id
    left join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id
    where p.kind in ('post', 'post_hold', 'reverse') and (p.account_id, p.transfer_id) > (${last.accountId}, ${last.transferId})
      and case when p.kind = 'reverse' then i.applied_on else coalesce(c.applied_on, a.applied_on) end between ${first}::date and ${next}::date - 1
    order by p.account_id, p.transfer_id limit ${batchSize}`.execute(db)
  return found.rows
}

async function statesOf(db: Db, lines: readonly StatementLine[]): Promise<Map<string, string>> {
  const states = new Map<string, string>()
  for (let at = 0; at < lines.length; at += batchSize) {
    const keys = lines.slice(at, at + batchSize).map((line) => ({
      account_id: line.accountId,
      transfer_id: (transferIdOf(line.key) ?? 0n).toString(),
    }))
    const found = await sql<{ transferId: bigint; billing: string }>`
      select p.transfer_id, coalesce(i.billing, c.billing, a.billing) as billing
      from jsonb_to_recordset(${JSON.stringify(keys)}::jsonb) as k (account_id text, transfer_id bigint)
      join transfers p on p.account_id = k.account_id and p.transfer_id = k.transfer_id
      left join billing_items i on i.account_id = p.account_id and i.transfer_id = p.transfer_id
      left join credits c on c.account_id = p.account_id and c.credit_id = p.credit_id
      left join adjustments a on a.account_id = p.account_id and a.adjustment_id = p.adjustment_id
      where coalesce(i.billing, c.billing, a.billing) is not null`.execute(db)
    for (const row of found.rows) states.set(itemKey(row.transferId), row.billing)
  }
  return states
}
