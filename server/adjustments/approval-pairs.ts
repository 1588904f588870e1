import { sql } from 'kysely'
import { fewest, pairStandsOut, shownOfEach, windowDays } from '#shared/adjustments/oversight.ts'
import type { PairLine } from '#shared/adjustments/oversight-views.ts'
import { money, moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'

type Row = {
  askerId: bigint
  askerName: string
  approverId: bigint
  approverName: string
  approved: number
  amount: bigint
  ofAsker: number
  byApprover: number
  back: number
  backAmount: bigint
  ofApprover: number
  byAsker: number
  all: number
  currency: string
}

/** Who approves much of what one person asks for, by the index on the time of an approval. */
export async function approvalPairs(db: Db, actor: Actor): Promise<PairLine[]> {
  const found = await sql<Row>`
    with pairs as materialized (
      select requested_by, approved_by, count(*)::int as approved, sum(amount)::bigint as amount from approvals
      where approved_at > now() - make_interval(days => ${windowDays}::int) group by 1, 2
    ), askers as (select requested_by, sum(approved)::int as of from pairs group by 1),
    approvers as (select approved_by, sum(approved)::int as by from pairs group by 1)
    select p.requested_by as asker_id, a.name as asker_name, p.approved_by as approver_id, b.name as approver_name, p.approved, p.amount,
      k.of as of_asker, v.by as by_approver, coalesce(r.approved, 0) as back, coalesce(r.amount, 0)::bigint as back_amount, coalesce(rk.of, 0) as of_approver, coalesce(rv.by, 0) as by_asker,
      (select sum(approved)::int from pairs) as all, (select currency from limit_levels order by rank limit 1) as currency
    from pairs p
    join staff a on a.staff_id = p.requested_by join staff b on b.staff_id = p.approved_by
    join askers k on k.requested_by = p.requested_by join approvers v on v.approved_by = p.approved_by
    left join pairs r on r.requested_by = p.approved_by and r.approved_by = p.requested_by
    left join askers rk on rk.requested_by = p.approved_by left join approvers rv on rv.approved_by = p.requested_by
    where p.approved >= ${fewest.eachOther}::int order by p.approved desc, a.name limit 500`.execute(db)
  const lines = found.rows.flatMap((row): PairLine[] => {
    const how = pairStandsOut({
      there: { part: row.approved, whole: row.ofAsker },
      back: { part: row.back, whole: row.ofApprover },
      usualThere: { part: row.byApprover - row.approved, whole: row.all - row.ofAsker },
      usualBack: { part: row.byAsker - row.back, whole: row.all - row.ofApprover },
    })
    // Two who approve for each other are one line, that of who asked for more.
    const isSecond = row.back > row.approved || (row.back === row.approved && row.askerId > row.approverId)
    if (how === null || (how === 'for each other' && isSecond)) return []
    return [
      {
        you: actor.staffId === row.askerId || actor.staffId === row.approverId,
        asker: { staffId: row.askerId.toString(), name: row.askerName },
        approver: { staffId: row.approverId.toString(), name: row.approverName },
        how,
        approved: row.approved + (how === 'for each other' ? row.back : 0),
        ofAsker: row.ofAsker + (how === 'for each other' ? row.ofApprover : 0),
        amount: moneyView(money(row.amount + (how === 'for each other' ? row.backAmount : 0n), row.currency)),
      },
    ]
  })
  return lines.slice(0, shownOfEach)
}
