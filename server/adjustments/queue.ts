import { type RawBuilder, sql } from 'kysely'
import type { AccountType } from '#shared/accounts/account.ts'
import type { Queue, QueueItem, RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney, money, moneyView } from '#shared/money.ts'
import { mayDecide } from '#shared/staff/permissions.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { openOutcomes } from '../audit/unknown-outcomes.ts'
import type { Db } from '../db/client.ts'
import { budgetLeft, manualBudgetOf } from '../ledger/budgets.ts'
import { notFound } from '../refusal.ts'
import { type LinkRow, linksOf } from '../staff/links-of.ts'
import type { Clock } from '../work.ts'
import { type AdjustmentRow, adjustmentJson, adjustmentPeople, told } from './account-facts.ts'
import { accountCard, creditState, offerView } from './account-page.ts'
import { adjustmentView, requestFactsOf } from './adjustment-view.ts'
import { type LoadedRequest, loadRequest, type RequestKey } from './load-request.ts'
import { reversalAsks } from './reversal-asks.ts'
import { givenForOutage, weightOf } from './weights.ts'

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

/** One request with its evidence: what the outage did, what is fair, what others got, what moved since it was asked. */
export async function requestPage(db: Db, key: RequestKey, actor: Actor, clock: Clock): Promise<RequestPage> {
  const loaded = await loadRequest(db, key, actor, clock.businessDate)
  const { row, facts, desk, lines, offer } = loaded
  if (!desk.outage) throw notFound('request')
  const others = await othersInThisCase(db, desk.outage.outageId, key)
  const currency = facts.account.currency
  const view = (minor: bigint) => moneyView(money(minor, currency))
  const earlier = facts.adjustments.filter(
    (other) => other.adjustmentId !== row.adjustmentId && weightOf(other).posted > 0n,
  )
  return {
    asOf: clock.now.toISOString(),
    adjustment: adjustmentView(row, requestFactsOf(row, facts, desk.stopped), actor),
    account: accountCard(facts),
    outage: desk.outage,
    lines,
    credit: creditState(loaded, clock.now, actor),
    offer: offerView(facts, offer),
    moved: movedSince(loaded),
    others: others
      ? { count: others.count, median: view(others.median), highest: view(others.highest) }
      : null,
    budgetLeft: view((await budgetLeft(db, manualBudgetOf(desk.outage.outageId))) ?? 0n),
    yourLimit: actor.limits ? view(actor.limits.perAction) : null,
    earlierAdjustments: {
      count: earlier.length,
      total: view(earlier.reduce((sum, other) => sum + weightOf(other).posted, 0n)),
    },
  }
}

/** What the requester saw against what is true now, in words. */
function movedSince({ row, facts, desk, offer }: LoadedRequest): string[] {
  if (row.state !== 'requested') return []
  const kept = row.facts
  const moved: string[] = []
  const given = givenForOutage(facts)
  const text = (minor: bigint) => formatMoney(money(minor, row.currency))
  if (kept.givenForOutage !== undefined && BigInt(kept.givenForOutage) !== given)
    moved.push(`Given for this outage was ${text(BigInt(kept.givenForOutage))}, now ${text(given)}.`)
  if (kept.offered !== undefined && BigInt(kept.offered) !== offer.amount.minor)
    moved.push(`The fair offer was ${text(BigInt(kept.offered))}, now ${text(offer.amount.minor)}.`)
  if (kept.accountStatus !== undefined && kept.accountStatus !== facts.account.status)
    moved.push(`The account was ${kept.accountStatus}, now ${facts.account.status}.`)
  if (desk.stopped)
    moved.push(`All manual credits are stopped by ${desk.stopped.by}: ${desk.stopped.reason}.`)
  return moved
}

/** What others got by hand in the same outage: the answer to "twenty here, two hundred there". */
async function othersInThisCase(
  db: Db,
  outageId: string,
  key: RequestKey,
): Promise<{ count: number; median: bigint; highest: bigint } | null> {
  const found = await sql<{ count: number; median: bigint | null; highest: bigint | null }>`
    select count(*)::int as count, (percentile_disc(0.5) within group (order by granted))::bigint as median, max(granted) as highest
    from (select granted from adjustments where outage_id = ${outageId} and state = 'granted'
      and not (account_id = ${key.accountId} and adjustment_id = ${key.adjustmentId}) order by requested_at desc limit 5000) latest`.execute(
    db,
  )
  const row = found.rows[0]
  return row && row.count > 0 && row.median !== null && row.highest !== null
    ? { count: row.count, median: row.median, highest: row.highest }
    : null
}
