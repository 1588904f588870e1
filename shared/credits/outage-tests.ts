import type { Programme } from '../programmes/document.ts'
import type { Facts } from './facts.ts'
import { decide, type Trail } from './trail.ts'

/** Whether the programme is for this outage at all: which one, when, where and why it happened. */
export function outagePasses({ outage, effective, trigger }: Programme, facts: Facts, trail: Trail): boolean {
  const { id, date, startsAt, endsAt, cause } = facts.outage
  let passed = true
  if (outage !== null)
    passed =
      test(trail, 'outage', id, outage, id === outage, 'The programme is for another outage.') && passed
  if (startsAt != null && endsAt != null && endsAt <= startsAt)
    passed = test(
      trail,
      'outage-window',
      `${startsAt} to ${endsAt}`,
      'an end after the start',
      false,
      'The outage ends before it starts.',
    )
  if (effective) {
    const { from, to } = effective
    const holds = typeof date === 'string' && (from === null || date >= from) && (to === null || date <= to)
    const expected = [from && `from ${from}`, to && `until ${to}`].filter(Boolean).join(' ')
    const words = 'The programme was not in force when the outage began.'
    passed = test(trail, 'effective', date, expected, holds, words) && passed
  }
  if (trigger.markets) {
    const { market } = facts.account
    const holds = typeof market === 'string' && trigger.markets.includes(market)
    const words = 'The programme does not cover this place.'
    passed = test(trail, 'market', market, trigger.markets.join(' or '), holds, words) && passed
  }
  if (trigger.excludedCauses) {
    const holds = typeof cause === 'string' && !trigger.excludedCauses.includes(cause)
    const words =
      cause == null
        ? 'The cause of the outage is not known.'
        : 'The programme leaves out outages of this cause.'
    const expected = `none of ${trigger.excludedCauses.join(', ')}`
    passed = test(trail, 'cause', cause, expected, holds, words) && passed
  }
  return passed
}

/** On its own, not inside: a function made anew for each of a million accounts is a tenth of their time. */
function test(
  trail: Trail,
  id: string,
  found: unknown,
  expected: string,
  passed: boolean,
  failure: string,
): boolean {
  const input = found === null || found === undefined ? 'not known' : String(found)
  return decide(trail, { id, input, expected, passed, words: passed ? `${id}: ${input}` : failure })
}
