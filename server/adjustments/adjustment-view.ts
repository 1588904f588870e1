import { mayApprove, mayRefuse, mayWithdraw, type RequestFacts } from '#shared/adjustments/permissions.ts'
import { decideReversal, type PostedFacts } from '#shared/adjustments/reversal.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { money, moneyView } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { linksIn } from '../staff/links-of.ts'
import type { AccountFacts, AdjustmentRow } from './account-facts.ts'
import type { DeskFacts } from './desk-facts.ts'
import { askedOf, askView } from './reversal-asks.ts'
import { sum, weightOf } from './weights.ts'

export function requestFactsOf(
  row: AdjustmentRow,
  facts: Pick<AccountFacts, 'adjustments' | 'linked'>,
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
    linked: linksIn(facts.linked),
  }
}

export function postedFactsOf(row: AdjustmentRow, linked: PostedFacts['linked']): PostedFacts {
  const posted = row.state === 'granted' || row.state === 'reversed'
  return {
    name: adjustmentNumber(row.adjustmentId),
    amount: posted && row.granted !== null ? BigInt(row.granted) : null,
    currency: row.currency,
    givenBy: [row.requestedBy, row.decidedBy, ...row.approvals.map((approval) => approval.approvedBy)]
      .filter((id) => id !== null)
      .map(BigInt),
    reversed: row.reversal ? { by: row.reversal.by } : null,
    asked: askedOf(row.asked),
    linked,
  }
}

export function adjustmentView(row: AdjustmentRow, request: RequestFacts, actor: Actor): AdjustmentView {
  const amount = (minor: string) => moneyView(money(BigInt(minor), row.currency))
  const posted = postedFactsOf(row, request.linked)
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
    reversalAsked: row.asked && askView({ ...row, creditId: null }, posted, row.asked, actor),
    reverseUpTo: moneyView(money(actor.limits?.perAction ?? 0n, row.currency)),
    may: {
      approve: mayApprove(actor, request, request.requested),
      refuse: mayRefuse(actor, request),
      withdraw: mayWithdraw(actor, request),
      reverse: decideReversal(actor, posted, posted.amount ?? 0n).verdict,
    },
  }
}
