import type { Programme } from '../programmes/document.ts'
import type { Facts } from './facts.ts'
import { type Offer, type OfferState, stateOfMode } from './offers.ts'
import { decide, passesAll, type Trail } from './trail.ts'

/** How the offer reaches the customer now: due, waiting for them until a deadline, or too late. Null when it cannot. */
export function deliveryOf(programme: Programme, facts: Facts, at: string, trail: Trail): OfferState | null {
  const { delivery } = programme
  const goesTo = destination(programme, facts, trail)
  const automatic = delivery.automaticWhen ? passesAll(delivery.automaticWhen, facts, null) : false
  const settled = { withinCycles: delivery.withinCycles, goesTo: goesTo ?? 'nextBill' }
  if (delivery.mode === 'automatic' || automatic)
    return goesTo ? { state: 'due', deadline: null, ...settled } : null
  const proven = evidence(programme, facts, trail)
  const inTime = beforeDeadline(programme, facts, at, trail)
  if (!goesTo || !proven || !inTime.passed) return null
  const asked = delivery.mode !== 'manual' && facts.claim?.madeOn != null
  return { state: asked ? 'due' : stateOfMode(delivery.mode), deadline: inTime.deadline, ...settled }
}

function destination({ delivery }: Programme, facts: Facts, trail: Trail): Offer['goesTo'] | null {
  if (facts.account.status !== 'closed') return 'nextBill'
  const { closedAccounts } = delivery
  decide(trail, {
    id: 'closed-account',
    input: 'closed',
    expected: closedAccounts === 'none' ? 'not closed' : 'any',
    passed: closedAccounts !== 'none',
    words:
      closedAccounts === 'none'
        ? 'The account is closed, and the programme does not pay closed accounts.'
        : `The account is closed: the credit goes ${closedAccounts === 'refund' ? 'out as a refund' : 'on the final bill'}.`,
  })
  return closedAccounts === 'none' ? null : closedAccounts
}

/** Proof is asked of whoever claims, and always where a person decides. */
function evidence({ evidence: rule, delivery }: Programme, facts: Facts, trail: Trail): boolean {
  const asked = facts.claim?.madeOn != null || delivery.mode === 'manual'
  if (!rule?.required || !asked) return true
  const found = facts.claim?.evidence === true
  return decide(trail, {
    id: 'evidence',
    input: found ? 'yes' : 'no',
    expected: rule.kinds.join(' or ') || 'proof',
    passed: found,
    words: found ? 'Proof was handed in.' : 'The programme asks for proof, and none was handed in.',
  })
}

function beforeDeadline(
  { delivery }: Programme,
  facts: Facts,
  at: string,
  trail: Trail,
): { passed: boolean; deadline: string | null } {
  if (!delivery.deadline) return { passed: true, deadline: null }
  const deadline = deadlineOf(delivery.deadline, facts)
  const asked = facts.claim?.madeOn ?? at.slice(0, 10)
  const passed = deadline !== null && asked <= deadline
  const words = passed
    ? `In time: the last day is ${deadline}.`
    : deadline === null
      ? 'The last day cannot be worked out: the outage’s dates are not known.'
      : `Too late: the last day was ${deadline}.`
  decide(trail, {
    id: 'deadline',
    input: asked,
    expected: `by ${deadline ?? 'a day not known'}`,
    passed,
    words,
  })
  return { passed, deadline }
}

type Deadline = NonNullable<Programme['delivery']['deadline']>
function deadlineOf(deadline: Deadline, { outage }: Facts): string | null {
  if ('on' in deadline) return deadline.on
  const from = deadline.after === 'outageStart' ? outage.date : outage.endDate
  return typeof from === 'string' ? daysAfter(from, deadline.withinDays) : null
}

/** Civil arithmetic in UTC, where every day has 24 hours: no zone and no library needed. */
function daysAfter(date: string, days: number): string | null {
  const start = Date.parse(`${date}T00:00:00Z`)
  return Number.isNaN(start) ? null : new Date(start + days * 86_400_000).toISOString().slice(0, 10)
}
