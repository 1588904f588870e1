import { formatMoney, money } from '../money.ts'
import { adjustmentNumber } from '../request-numbers.ts'
import { type Link, linkOf, mayDecide, notOnLinked } from '../staff/permissions.ts'
import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import type { AdjustmentState } from './states.ts'

export type RequestFacts = {
  readonly adjustmentId: bigint
  readonly state: AdjustmentState
  readonly requestedBy: bigint
  readonly requested: bigint
  readonly currency: string
  readonly needsRole: 'supervisor' | 'manager' | null
  readonly approvalsNeeded: number
  readonly approvedBy: readonly bigint[]
  readonly decidedBy: bigint | null
  readonly decidedByName: string | null
  readonly expired: boolean
  /** Manual, posted and waiting, for this account and outage, this request left out. */
  readonly othersOnAccount: bigint
  readonly stopped: { readonly reason: string; readonly by: string } | null
  /** Who of the staff is linked with the account. */
  readonly linked: readonly Link[]
}

const stateWords: Record<AdjustmentState, string> = {
  requested: 'waiting',
  granted: 'granted',
  refused: 'refused',
  returned: 'sent back',
  withdrawn: 'withdrawn',
  expired: 'expired',
  reversed: 'reversed',
}

function isOpen(request: RequestFacts): Verdict {
  if (request.state === 'requested') {
    return request.expired
      ? refused(
          'EXPIRED',
          'The request expired after 24 hours. Its draft is kept: ask again from the account.',
        )
      : allowed
  }
  const who = request.decidedByName ? ` by ${request.decidedByName}` : ''
  return refused(
    'ALREADY_DECIDED',
    `${adjustmentNumber(request.adjustmentId)} is already ${stateWords[request.state]}${who}.`,
  )
}

function mayTouch(actor: Actor, request: RequestFacts): Verdict {
  const role = mayDecide(actor)
  if (!role.ok) return role
  const open = isOpen(request)
  if (!open.ok) return open
  if (request.requestedBy === actor.staffId)
    return refused('SELF_APPROVAL', 'This is your own request: somebody else decides it.')
  const linked = notOnLinked(linkOf(request.linked, actor.staffId))
  if (!linked.ok) return linked
  if (request.needsRole === 'manager' && actor.role !== 'manager')
    return refused('OVER_AUTHORITY', 'This one needs a manager.')
  return allowed
}

/**
 * May this person approve this amount now? The approver's own authority counts, not the requester's; above the
 * managers' limit two managers do it together (rulings 4, 5).
 * @param amount minor units, at most what was requested
 */
export function mayApprove(actor: Actor, request: RequestFacts, amount: bigint): Verdict {
  const touch = mayTouch(actor, request)
  if (!touch.ok) return touch
  const text = (minor: bigint) => formatMoney(money(minor, request.currency))
  if (amount <= 0n) return refused('AMOUNT_INVALID', 'Approve an amount above zero, or refuse the request.')
  if (amount > request.requested)
    return refused('OVER_LIMIT', `Only ${text(request.requested)} was asked for: approve that or less.`)
  if (request.approvedBy.includes(actor.staffId))
    return refused('OWN_GRANT', 'You have approved it already: a second manager has to agree.')
  if (linkOf(request.linked, request.requestedBy))
    return refused(
      'LINKED_ACCOUNT',
      'Whoever asked is linked with this account since: refuse it, and a colleague asks.',
    )
  if (request.stopped)
    return refused(
      'STOPPED',
      `All manual credits are stopped by ${request.stopped.by}: ${request.stopped.reason}. It can be approved when that is lifted.`,
    )
  const limits = actor.limits
  if (!limits)
    return refused('NOT_ALLOWED', 'You have no limit set, so you cannot approve. Ask an administrator.')
  if (request.approvalsNeeded >= 2) return allowed
  if (amount > limits.perAction)
    return refused(
      'OVER_AUTHORITY',
      `Your limit is ${text(limits.perAction)} for one credit: approve less, or leave it to a manager.`,
    )
  if (request.othersOnAccount + amount > limits.perAccountAndOutage) {
    return refused(
      'OVER_AUTHORITY',
      `With ${text(request.othersOnAccount)} given or asked for before it passes your limit of ${text(limits.perAccountAndOutage)} for one account and outage.`,
    )
  }
  return allowed
}

export const mayRefuse = (actor: Actor, request: RequestFacts): Verdict => mayTouch(actor, request)
/** Sending it back with a question is a decision like refusing it. */
export const mayReturn = mayRefuse

export function mayWithdraw(actor: Actor, request: RequestFacts): Verdict {
  const open = isOpen(request)
  if (!open.ok) return open
  return request.requestedBy === actor.staffId
    ? allowed
    : refused('NOT_ALLOWED', 'Only whoever asked can withdraw it.')
}
