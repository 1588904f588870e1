import { sql } from 'kysely'
import type { RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney, money, moneyView } from '#shared/money.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { budgetLeft, manualBudgetOf } from '../ledger/budgets.ts'
import { notFound } from '../refusal.ts'
import type { Clock } from '../work.ts'
import { accountCard, creditState, offerView } from './account-page.ts'
import { adjustmentView, requestFactsOf } from './adjustment-view.ts'
import { type LoadedRequest, loadRequest, type RequestKey } from './load-request.ts'
import { givenForOutage, weightOf } from './weights.ts'

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
