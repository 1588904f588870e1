import { type Link, linkOf, notOnLinked } from '../staff/permissions.ts'
import type { Actor } from '../staff/roles.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import type { BillingState, Delivery, Direction } from './billing.ts'

export type StuckItem = {
  direction: Direction
  billing: BillingState
  /** Null where no message was written yet. */
  delivery: Delivery | null
  accountClosed: boolean
  /** The way it was sent when the account was closed; null while nobody has settled it. */
  way: 'final_bill' | 'refund' | null
  /** What of it was not taken back. */
  left: bigint
  /** Who gave or approved it; nobody for an automatic credit. */
  givenBy: readonly bigint[]
  /** Who of the staff is linked with the account. */
  linked: readonly Link[]
  /** The number at billing that a manager named, until another one names the same. */
  asked: { billTo: string; by: bigint } | null
}

function mayMend(actor: Actor): Verdict {
  return actor.role === 'manager' ? allowed : refused('NOT_ALLOWED', 'Only a manager does this.')
}

/** Where it goes is not for whoever gave it to say, nor for somebody who is linked with the account. */
function mayTouch(actor: Actor, item: StuckItem, does: string): Verdict {
  if (item.givenBy.includes(actor.staffId))
    return refused('OWN_GRANT', `You gave or approved this one: somebody else ${does}.`)
  return notOnLinked(linkOf(item.linked, actor.staffId))
}

/** A dead letter, or what billing refused, is sent again under the same key: booked it is once. */
export function mayResend(actor: Actor, item: StuckItem): Verdict {
  const may = mayMend(actor)
  if (!may.ok) return may
  if (item.billing === 'applied') return refused('ALREADY_DECIDED', 'It is on the bill already.')
  if (item.left <= 0n)
    return refused('ALREADY_REVERSED', 'All of it was taken back: there is nothing to send.')
  if (item.billing !== 'failed' && item.delivery !== 'dead')
    return refused('ALREADY_DECIDED', 'It is on its way: only what failed or was given up is sent again.')
  if (item.direction === 'credit' && item.accountClosed && item.way === null)
    return refused('ACCOUNT_CLOSED', 'The account is closed: settle it with the final bill or a refund.')
  return mayTouch(actor, item, 'sends it again')
}

export type BillToStep = 'send' | 'ask' | 'agree'

/**
 * Where money goes is decided by two (docs/decisions/0040): who names another number at billing, and another manager who
 * names the same. `billTo` is the number when it is another one than before, else null.
 */
export function nameBillTo(
  actor: Actor,
  { asked }: Pick<StuckItem, 'asked'>,
  billTo: string | null,
): { step: BillToStep; verdict: Verdict } {
  if (billTo === null) return { step: 'send', verdict: allowed }
  if (asked?.billTo !== billTo) return { step: 'ask', verdict: allowed }
  const verdict =
    asked.by === actor.staffId
      ? refused('ALREADY_ASKED', 'You named this number: another manager has to name the same.')
      : allowed
  return { step: 'agree', verdict }
}

/** A closed account has no next bill: what it is owed goes on the final bill or back as money. */
export function maySettle(actor: Actor, item: StuckItem): Verdict {
  const may = mayMend(actor)
  if (!may.ok) return may
  if (item.billing === 'applied') return refused('ALREADY_DECIDED', 'It is on the bill already.')
  if (item.direction === 'debit')
    return refused('BAD_REQUEST', 'It was taken back: only what is given is settled.')
  if (item.way !== null) return refused('ALREADY_DECIDED', 'It was settled already.')
  if (item.left <= 0n)
    return refused('ALREADY_REVERSED', 'All of it was taken back: there is nothing to settle.')
  if (!item.accountClosed) return refused('BAD_REQUEST', 'The account is open: send it to billing again.')
  if (item.billing !== 'failed')
    return refused('ALREADY_DECIDED', 'Billing has it already: settle it when billing cannot apply it.')
  return mayTouch(actor, item, 'settles it')
}
