import type { Claim, GiveFacts } from '#shared/adjustments/decide.ts'
import {
  type GrantFacts,
  mayApprove,
  mayRefuse,
  mayReverse,
  mayWithdraw,
  type RequestFacts,
} from '#shared/adjustments/permissions.ts'
import type { AdjustmentView, StandingView } from '#shared/adjustments/views.ts'
import { type FairOffer, fairOffer } from '#shared/credits/fair-offer.ts'
import { money, moneyView } from '#shared/money.ts'
import { timeLost } from '#shared/outages/time-lost.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { billCloseAfter, daysInMonthOf } from '#shared/time.ts'
import type { AccountFacts, AdjustmentRow } from './account-facts.ts'
import type { DeskFacts } from './desk-facts.ts'

const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((total, amount) => total + amount, 0n)

/** What an adjustment counts for now: asked, granted, or granted less what was taken back. */
export function weightOf(row: AdjustmentRow): { posted: bigint; waiting: bigint } {
  if (row.state === 'requested') return { posted: 0n, waiting: row.expired ? 0n : BigInt(row.requested) }
  if (row.granted === null) return { posted: 0n, waiting: 0n }
  return { posted: BigInt(row.granted) - BigInt(row.reversal?.amount ?? '0'), waiting: 0n }
}

export function givenForOutage(facts: AccountFacts): bigint {
  return (
    sum(facts.credits.map((credit) => BigInt(credit.amount))) +
    sum(facts.adjustments.map((row) => weightOf(row).posted))
  )
}

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

export function giveFactsOf(
  facts: AccountFacts,
  desk: DeskFacts,
  actor: Actor,
  businessDate: string,
): GiveFacts {
  const over = new Set(
    facts.adjustments
      .filter((row) => row.expired && row.state === 'requested')
      .map((row) => row.adjustmentId),
  )
  const standing = facts.claims.filter(
    (claim) => claim.adjustmentId === null || !over.has(claim.adjustmentId),
  )
  const claims: Claim[] = standing.map((claim) => ({
    kind: claim.kind,
    state: claim.state === 'requested' ? 'asked' : 'given',
    adjustmentId: claim.adjustmentId,
    amount: BigInt(claim.amount),
    by: claim.by ?? 'the automatic credit',
  }))
  return {
    account: facts.account,
    actor,
    givenToday: desk.givenToday,
    waiting: desk.waiting,
    givenOnAccount: sum(facts.adjustments.map((row) => weightOf(row).posted + weightOf(row).waiting)),
    givenForOutage: givenForOutage(facts),
    budgetLeft: desk.budgetLeft,
    ladder: desk.ladder,
    stopped: desk.stopped,
    claims,
    billOn: billCloseAfter(businessDate, facts.account.billDay, 1),
    promisedBy: billCloseAfter(businessDate, facts.account.billDay, 2),
  }
}

export function standingView(facts: GiveFacts): StandingView {
  const limits = facts.actor.limits
  return {
    role: facts.actor.role,
    level: limits?.level ?? null,
    perAction: (limits?.perAction ?? 0n).toString(),
    perAccountAndOutage: (limits?.perAccountAndOutage ?? 0n).toString(),
    perDay: (limits?.perDay ?? 0n).toString(),
    givenToday: facts.givenToday.toString(),
    waiting: facts.waiting,
    givenOnAccount: facts.givenOnAccount.toString(),
    givenForOutage: facts.givenForOutage.toString(),
    budgetLeft: facts.budgetLeft.toString(),
    ladder: facts.ladder.map((rung) => ({
      ...rung,
      perAction: rung.perAction.toString(),
      perAccountAndOutage: rung.perAccountAndOutage.toString(),
    })),
    stopped: facts.stopped,
    claims: facts.claims.map((claim) => ({ ...claim, amount: claim.amount.toString() })),
    billOn: facts.billOn,
    promisedBy: facts.promisedBy,
  }
}

export function requestFactsOf(
  row: AdjustmentRow,
  facts: Pick<AccountFacts, 'adjustments'>,
  stopped: DeskFacts['stopped'],
): RequestFacts {
  const others = facts.adjustments.filter((other) => other.adjustmentId !== row.adjustmentId)
  return {
    adjustmentId: BigInt(row.adjustmentId),
    state: row.state,
    requestedBy: BigInt(row.requestedBy),
    requested: BigInt(row.requested),
    currency: row.currency,
    needsRole: row.needsRole,
    approvalsNeeded: row.approvalsNeeded,
    approvedBy: row.approvals.map((approval) => BigInt(approval.approvedBy)),
    decidedBy: row.decidedBy ? BigInt(row.decidedBy) : null,
    decidedByName: row.decidedByName,
    expired: row.expired,
    othersOnAccount: sum(others.map((other) => weightOf(other).posted + weightOf(other).waiting)),
    stopped,
  }
}

export function grantFactsOf(row: AdjustmentRow): GrantFacts {
  return {
    adjustmentId: BigInt(row.adjustmentId),
    state: row.state,
    granted: row.granted === null ? null : BigInt(row.granted),
    currency: row.currency,
    requestedBy: BigInt(row.requestedBy),
    decidedBy: row.decidedBy ? BigInt(row.decidedBy) : null,
    approvedBy: row.approvals.map((approval) => BigInt(approval.approvedBy)),
    reversed: row.reversal ? { by: row.reversal.by } : null,
  }
}

export function adjustmentView(row: AdjustmentRow, request: RequestFacts, actor: Actor): AdjustmentView {
  const amount = (minor: string) => moneyView(money(BigInt(minor), row.currency))
  const grant = grantFactsOf(row)
  return {
    adjustmentId: row.adjustmentId,
    number: adjustmentNumber(row.adjustmentId),
    accountId: row.accountId,
    state: row.state === 'requested' && row.expired ? 'expired' : row.state,
    kind: row.kind,
    reason: row.reason,
    note: row.note,
    requested: amount(row.requested),
    granted: row.granted === null ? null : amount(row.granted),
    offered: amount(row.offered),
    requestedBy: { staffId: row.requestedBy, name: row.requestedByName, level: row.requestedByLevel },
    requestedAt: row.requestedAt,
    expiresAt: row.expiresAt,
    whyApproval: row.whyApproval,
    needsRole: row.needsRole,
    approvalsNeeded: row.approvalsNeeded,
    approvals: row.approvals.map((approval) => ({
      name: approval.name,
      amount: amount(approval.amount),
      at: approval.at,
    })),
    decidedBy: row.decidedByName,
    decidedAt: row.decidedAt,
    decisionReason: row.decisionReason,
    billing: row.billing,
    billOn: row.billOn,
    promisedBy: row.promisedBy,
    reversal: row.reversal
      ? {
          amount: amount(row.reversal.amount),
          reason: row.reversal.reason,
          by: row.reversal.by,
          at: row.reversal.at,
        }
      : null,
    may: {
      approve: mayApprove(actor, request, request.requested),
      refuse: mayRefuse(actor, request),
      withdraw: mayWithdraw(actor, request),
      reverse: mayReverse(actor, grant, grant.granted ?? 0n),
    },
  }
}
