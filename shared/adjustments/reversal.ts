import { formatMoney, money } from '../money.ts'
import { type Link, linkOf, mayDecide, notOnLinked } from '../staff/permissions.ts'
import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'

/** A posted adjustment or automatic credit, as far as taking it back goes. Minor units. */
export type PostedFacts = {
  /** "ADJ-000412" or "The automatic credit". */
  readonly name: string
  /** What was posted; null when nothing is. */
  readonly amount: bigint | null
  readonly currency: string
  /** Who gave, decided or approved it; for an automatic credit, who started and approved its run. */
  readonly givenBy: readonly bigint[]
  readonly reversed: { readonly by: string } | null
  readonly asked: { readonly by: string; readonly byId: bigint; readonly amount: bigint } | null
  /** Who of the staff is linked with the account. */
  readonly linked: readonly Link[]
}

export type ReversalDecision = {
  readonly verdict: Verdict
  readonly way: 'post' | 'request'
  readonly why: string | null
}

/** A reversal: once, whole or partial, never by whom granted or approved it; above one's own limit it is asked for (rulings 8). */
export function decideReversal(actor: Actor, item: PostedFacts, amount: bigint): ReversalDecision {
  const most = actor.limits?.perAction ?? 0n
  const text = formatMoney(money(most, item.currency))
  const over = amount > most
  return {
    verdict: mayTakeBack(actor, item, amount),
    way: over ? 'request' : 'post',
    why: over ? `it is above the limit of ${text} for one action` : null,
  }
}

function mayTakeBack(actor: Actor, item: PostedFacts, amount: bigint): Verdict {
  const text = (minor: bigint) => formatMoney(money(minor, item.currency))
  if (!mayDecide(actor).ok || !actor.limits)
    return refused('NOT_ALLOWED', 'Only a supervisor or a manager reverses a credit.')
  if (item.reversed)
    return refused('ALREADY_REVERSED', `${item.name} was already reversed by ${item.reversed.by}.`)
  if (item.amount === null) return refused('STALE', 'Only a posted credit can be reversed.')
  if (item.givenBy.includes(actor.staffId))
    return refused('OWN_GRANT', 'You gave or approved this one: somebody else reverses it.')
  const linked = notOnLinked(linkOf(item.linked, actor.staffId))
  if (!linked.ok) return linked
  if (item.asked)
    return refused(
      'ALREADY_ASKED',
      `${item.asked.by} has already asked to take back ${text(item.asked.amount)} of it. Wait for the decision, or have it withdrawn.`,
    )
  if (amount <= 0n) return refused('AMOUNT_INVALID', 'Reverse an amount above zero.')
  if (amount > item.amount)
    return refused('OVER_LIMIT', `${text(item.amount)} was given: reverse that or less.`)
  return allowed
}

/** Somebody else agrees: by their own limit, or a manager above the highest one, so that two people stand for it. */
export function mayApproveReversal(actor: Actor, item: PostedFacts): Verdict {
  const touch = mayRefuseReversal(actor, item)
  if (!touch.ok) return touch
  if (item.givenBy.includes(actor.staffId))
    return refused('OWN_GRANT', 'You gave or approved this one: somebody else decides whether it goes back.')
  if (item.asked && linkOf(item.linked, item.asked.byId))
    return refused('LINKED_ACCOUNT', 'Whoever asked is linked with this account since: refuse it.')
  const amount = item.asked?.amount ?? 0n
  if (actor.role !== 'manager' && (!actor.limits || amount > actor.limits.perAction))
    return refused(
      'OVER_AUTHORITY',
      `Your limit is ${formatMoney(money(actor.limits?.perAction ?? 0n, item.currency))} for one action: leave it to a manager.`,
    )
  return allowed
}

export function mayRefuseReversal(actor: Actor, item: PostedFacts): Verdict {
  const role = mayDecide(actor)
  if (!role.ok) return role
  if (!item.asked) return refused('ALREADY_DECIDED', 'Nobody is waiting for this to be taken back any more.')
  if (item.asked.byId === actor.staffId)
    return refused('SELF_APPROVAL', 'You asked for this yourself: somebody else decides it.')
  return notOnLinked(linkOf(item.linked, actor.staffId))
}

export function mayWithdrawReversal(actor: Actor, item: PostedFacts): Verdict {
  if (!item.asked) return refused('ALREADY_DECIDED', 'Nobody is waiting for this to be taken back any more.')
  return item.asked.byId === actor.staffId
    ? allowed
    : refused('NOT_ALLOWED', 'Only whoever asked can withdraw it.')
}
