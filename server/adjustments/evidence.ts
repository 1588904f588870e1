import { type FairOffer, fairOffer } from '#shared/credits/fair-offer.ts'
import { timeLost } from '#shared/outages/time-lost.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import { daysInMonthOf } from '#shared/time.ts'
import type { AccountFacts } from './account-facts.ts'
import type { DeskFacts } from './desk-facts.ts'
import { givenForOutage } from './weights.ts'

/** Per line: what was lost, from the evidence itself rather than from a stored sum. */
export function lineImpacts(
  facts: AccountFacts,
  window: { startsAt: string; endsAt: string } | null,
): LineImpactView[] {
  return facts.lines.map((line) => {
    const intervals = line.intervals.map((each) => ({
      detachedAt: new Date(each.detachedAt),
      reattachedAt: each.reattachedAt ? new Date(each.reattachedAt) : null,
    }))
    const lost = window
      ? timeLost(intervals, { startsAt: new Date(window.startsAt), endsAt: new Date(window.endsAt) })
      : null
    return {
      lineId: line.lineId,
      phone: line.phone,
      planName: line.planName,
      monthlyCharge: { minor: line.monthlyCharge, currency: facts.account.currency },
      status: line.status,
      market: line.market,
      timeZone: line.timeZone,
      secondsLost: lost?.secondsLost ?? 0,
      uncertainSeconds: lost?.uncertainSeconds ?? 0,
      pieces: (lost?.pieces ?? []).map((piece) => ({
        from: piece.from.toISOString(),
        to: piece.to.toISOString(),
        certain: piece.certain,
      })),
      sources: [...new Set(line.intervals.map((each) => each.source))],
      sites: [...new Set(line.intervals.map((each) => each.site))],
    }
  })
}

/** The fair offer counts lines that are not closed, at their plan's charge as loaded: no price history is kept. */
export function offerOf(facts: AccountFacts, desk: DeskFacts, lines: readonly LineImpactView[]): FairOffer {
  const counted = lines
    .filter((line) => line.status !== 'closed')
    .map((line) => ({ monthlyCharge: BigInt(line.monthlyCharge.minor), secondsLost: line.secondsLost }))
  const days = desk.outage ? daysInMonthOf(new Date(desk.outage.startsAt), desk.outage.timeZone) : 30
  return fairOffer(counted, days, givenForOutage(facts), facts.account.currency)
}
