import type { Programme } from '../programmes/document.ts'
import type { Facts } from './facts.ts'
import { decide, type Trail } from './trail.ts'

/** Whether the programme is for this outage at all: which one, when, where and why it happened. */
export function outagePasses({ outage, effective, trigger }: Programme, facts: Facts, trail: Trail): boolean {
  const { id, date, startsAt, endsAt, cause } = facts.outage
  let passed = true
  const test = (name: string, found: unknown, expected: string, holds: boolean, words: string) => {
    const input = found === null || found === undefined ? 'not known' : String(found)
    passed =
      decide(trail, {
        id: name,
        input,
        expected,
        passed: holds,
        words: holds ? `${name}: ${input}` : words,
      }) && passed
  }
  if (outage !== null) test('outage', id, outage, id === outage, 'The programme is for another outage.')
  if (startsAt != null && endsAt != null && endsAt <= startsAt)
    test(
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
    test('effective', date, expected, holds, 'The programme was not in force when the outage began.')
  }
  if (trigger.markets) {
    const { market } = facts.account
    const holds = typeof market === 'string' && trigger.markets.includes(market)
    test('market', market, trigger.markets.join(' or '), holds, 'The programme does not cover this place.')
  }
  if (trigger.excludedCauses) {
    const holds = typeof cause === 'string' && !trigger.excludedCauses.includes(cause)
    const words =
      cause == null
        ? 'The cause of the outage is not known.'
        : 'The programme leaves out outages of this cause.'
    test('cause', cause, `none of ${trigger.excludedCauses.join(', ')}`, holds, words)
  }
  return passed
}
