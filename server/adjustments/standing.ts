import type { Claim, GiveFacts } from '#shared/adjustments/decide.ts'
import type { StandingView } from '#shared/adjustments/views.ts'
import { linkOf } from '#shared/staff/permissions.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { billCloseAfter } from '#shared/time.ts'
import { linksIn } from '../staff/links-of.ts'
import type { AccountFacts } from './account-facts.ts'
import type { DeskFacts } from './desk-facts.ts'
import { givenForOutage, sum, weightOf } from './weights.ts'

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
    linked: linkOf(linksIn(facts.linked), actor.staffId),
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
    linked: facts.linked,
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
