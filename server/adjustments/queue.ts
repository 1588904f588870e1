import { type RawBuilder, sql } from 'kysely'
import type { AccountType } from '#shared/accounts/account.ts'
import type { Queue, QueueItem } from '#shared/adjustments/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { mayDecide } from '#shared/staff/permissions.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { openOutcomes } from '../audit/unknown-outcomes.ts'
import type { Db } from '../db/client.ts'
import { type LinkRow, linksOf } from '../staff/links-of.ts'
import type { Clock } from '../work.ts'
import { type AdjustmentRow, adjustmentJson, adjustmentPeople, told } from './account-facts.ts'
import { adjustmentView, requestFactsOf } from './adjustment-view.ts'
import { reversalAsks } from './reversal-asks.ts'

export type Show = 'waiting' | 'mine' | 'decided'
const shown = 200

type Row = {
  adjustment: AdjustmentRow
  holderName: string
  accountType: AccountType
  lines: number
  longest: number
  outageName: string
  others: bigint
  onTheLine: { since: string; until: string } | null
  told: boolean
  linked: LinkRow[]
  stopped: { reason: string; by: string } | null
}

/** The queue: waiting requests oldest first; one's own and those decided in the last 24 hours newest first. */
export async function queueOf(db: Db, show: Show, actor: Actor, clock: Clock): Promise<Queue> {
  const which: Record<Show, RawBuilder<unknown>> = {
    waiting: sql`a.state = 'requested' and a.expires_at > now() order by a.requested_at, a.adjustment_id`,
    mine: sql`a.requested_by = ${actor.staffId} and a.approvals_needed > 0 order by a.requested_at desc, a.adjustment_id desc`,
    decided: sql`a.decided_at > now() - interval '24 hours' and a.approvals_needed > 0 order by a.decided_at desc, a.adjustment_id desc`,
  }
  const [rows, counts, reversals, unknown] = await Promise.all([
    sql<Row>`
      select ${adjustmentJson} as adjustment, ${told(actor, sql`a.account_id`)} as told, c.holder_name, c.type as account_type, o.name as outage_name,
        (select count(*)::int from lines l where l.account_id = a.account_id) as lines,
        coalesce((select max(seconds_lost) from line_impacts i where i.account_id = a.account_id and i.outage_id = a.outage_id), 0) as longest,
        coalesce((select sum(case when x.state = 'requested' then x.requested when x.state = 'granted' then x.granted else 0 end)
          - coalesce((select sum(r.amount) from reversals r join adjustments y on y.account_id = r.account_id and y.adjustment_id = r.adjustment_id
            where y.account_id = a.account_id and y.outage_id = a.outage_id and y.state = 'granted'), 0)
          from adjustments x where x.account_id = a.account_id and x.outage_id = a.outage_id and x.adjustment_id <> a.adjustment_id), 0)::bigint as others,
        (select jsonb_build_object('reason', w.reason, 'by', f.name) from stop_switches w join staff f on f.staff_id = w.stopped_by
          where w.scope = 'manual' and w.lifted_at is null) as stopped,
        (select jsonb_build_object('since', min(k.began_at), 'until', max(k.expires_at)) from contacts k
          where k.account_id = a.account_id and k.ended_at is null and k.expires_at > now() and k.verification <> 'break-glass'
          having count(*) > 0) as on_the_line, ${linksOf(sql`a.account_id`)} as linked
      from adjustments a ${adjustmentPeople} join accounts c on c.account_id = a.account_id join outages o on o.outage_id = a.outage_id
      where ${which[show]} limit ${shown}`.execute(db),
    sql<{ waiting: bigint; mine: bigint; decided: bigint }>`
      select (select count(*) from adjustments where state = 'requested' and expires_at > now())
          + (select count(*) from reversal_requests where state = 'requested') as waiting,
        (select count(*) from adjustments where requested_by = ${actor.staffId} and state = 'requested' and expires_at > now()) as mine,
        (select count(*) from adjustments where decided_at > now() - interval '24 hours' and approvals_needed > 0) as decided`.execute(
      db,
    ),
    show === 'waiting' ? reversalAsks(db, actor) : [],
    mayDecide(actor).ok ? openOutcomes(db) : [],
  ])
  const count = counts.rows[0]
  return {
    asOf: clock.now.toISOString(),
    items: rows.rows.map((row) => itemOf(row, actor)),
    waiting: Number(count?.waiting ?? 0n),
    mine: Number(count?.mine ?? 0n),
    decidedToday: Number(count?.decided ?? 0n),
    reversals,
    unknown: unknown.map(({ requestId, act, accountId, staffName, noticedAt }) => ({
      requestId,
      act,
      accountId,
      by: staffName,
      since: noticedAt.toISOString(),
    })),
  }
}

/** Who asked for how much and what became of it, and nothing that a caller could be told. */
const untold = (item: QueueItem): QueueItem => ({
  ...item,
  offered: { ...item.offered, minor: '0' },
  note: '',
  whyApproval: null,
  decisionReason: null,
  billing: null,
  billOn: null,
  promisedBy: null,
  reversal: null,
  reversalAsked: null,
  longestSecondsLost: null,
  distance: null,
  onTheLine: null,
})

function itemOf(row: Row, actor: Actor): QueueItem {
  const { adjustment } = row
  const request = {
    ...requestFactsOf(adjustment, { adjustments: [], linked: row.linked }, row.stopped),
    othersOnAccount: row.others,
  }
  const item: QueueItem = {
    ...adjustmentView(adjustment, request, actor),
    holderName: row.holderName,
    accountType: row.accountType,
    lines: row.lines,
    longestSecondsLost: row.longest,
    outageName: row.outageName,
    distance: moneyView(
      money(BigInt(adjustment.requested) - BigInt(adjustment.offered), adjustment.currency),
    ),
    onTheLine: row.onTheLine,
  }
  return row.told ? item : untold(item)
}
