import { type RawBuilder, sql } from 'kysely'
import type { Facts } from '#shared/credits/facts.ts'
import type { CreditWorking } from '#shared/credits/working.ts'
import { moneyView } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'

type Row = {
  by: 'credit' | 'plan'
  runId: string
  facts: Facts
  programme: Programme
  at: Date
  hash: string
  amount: bigint
  setOff: bigint
  currency: string
  because: string | null
}

type Of =
  | { readonly creditId: string }
  | { readonly programme: Pick<Programme, 'id' | 'version'>; readonly outageId: string }

/**
 * What was kept of a decision about an account: with a credit, or in the plan of the latest run of a version, which says
 * why it gave nothing. Null when there is none.
 */
export async function workingOf(db: Db, accountId: string, of: Of): Promise<CreditWorking | null> {
  const found = await ('creditId' in of ? credited(accountId, of) : planned(accountId, of)).execute(db)
  const row = found.rows[0]
  if (!row) return null
  const { by, runId, facts, programme, at, hash, amount, setOff, currency, because } = row
  const money = (minor: bigint) => moneyView({ minor, currency })
  return {
    facts,
    programme,
    at: at.toISOString(),
    decided: { by, runId, hash, amount: money(amount), setOff: money(setOff), because },
  }
}

const credited = (accountId: string, { creditId }: { creditId: string }): RawBuilder<Row> => sql`
  select 'credit' as by, k.run_id::text as run_id, k.facts, p.document as programme, r.started_at as at, k.facts_hash as hash,
    k.amount, k.set_off, k.currency, null as because
  from credits k join programme_runs r on r.run_id = k.run_id
  join programmes p on p.programme_id = k.programme_id and p.version = k.programme_version
  where k.account_id = ${accountId} and k.credit_id = ${creditId}::bigint`

const planned = (
  accountId: string,
  { programme: { id, version }, outageId }: Extract<Of, { outageId: string }>,
): RawBuilder<Row> => sql`
  select 'plan' as by, r.run_id::text as run_id, l.facts, p.document as programme, r.started_at as at, l.facts_hash as hash,
    l.amount, l.set_off, l.currency,
    coalesce((select o.because from run_left_out o where o.account_id = l.account_id and o.run_id = l.run_id), l.because) as because
  from programme_runs r join run_plans l on l.run_id = r.run_id and l.account_id = ${accountId}
  join programmes p on p.programme_id = r.programme_id and p.version = r.version
  where r.programme_id = ${id} and r.version = ${version}::int and r.outage_id = ${outageId} and r.kind = 'credit'
    and r.state not in ('planning', 'stopped')
  order by r.run_id desc limit 1`
