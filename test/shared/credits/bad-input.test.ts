import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { readProgramme } from '#shared/programmes/read-programme.ts'
import { cycleDaysOf, daysInMonthOf } from '#shared/time.ts'
import { factsOf, lost, start, unit } from '../programmes/facts.ts'
import { at, digest, minorOf, named, programmes } from './published.ts'

const guarantee = named('att-guarantee-wireless-2025')
const newJersey = named('new-jersey-14-18-3-5')
const line = (monthly: number | null, minutes: number) =>
  unit('1', monthly, minutes, { kind: 'wireless_voice', active: true, attachedAtStart: true })
const consumer = (monthly: number | null, minutes: number, more: Parameters<typeof factsOf>[1] = {}) =>
  factsOf(guarantee.outage, { units: [line(monthly, minutes)], ...more })
const because = (facts: Facts, programme: Programme) => evaluate(facts, programme, at, digest).because

describe('each odd input has one outcome', () => {
  it('a negative monthly charge (a discount larger than the plan) pays nothing, and never takes anything', () => {
    expect(minorOf(consumer(-5_000, 120), guarantee)).toBe(0n)
  })
  it('a charge that is not known is said to be so, instead of an amount of zero that looks like an answer', () => {
    expect(because(consumer(null, 120), guarantee)).toBe('The monthly charge is not known.')
  })
  it('an account whose market is not known is not in the market', () => {
    const facts = factsOf(newJersey.outage, { account: { market: null }, units: [unit('1', 5_000, 1_500)] })
    expect(because(facts, newJersey)).toBe('The programme does not cover this place.')
  })
  it('29 February divides by 29, and its bill cycle has 29 days', () => {
    expect(daysInMonthOf(new Date('2024-02-29T12:00:00Z'), 'UTC')).toBe(29)
    expect(cycleDaysOf('2024-02-29', 14)).toBe(29)
    expect(minorOf(consumer(5_000, 120, { daysInMonth: 29 }), guarantee)).toBe(172n)
  })
  it('a line that was not active when the outage began is not paid; one that was is paid its whole day', () => {
    const facts = factsOf(guarantee.outage, {
      units: [line(5_000, 120), { ...line(5_000, 120), id: '2', active: false }],
      daysInMonth: 29,
    })
    expect(minorOf(facts, guarantee)).toBe(172n)
  })
  it('a cap below its floor is refused with the document', () => {
    const text = JSON.stringify(
      { ...guarantee, limits: { perAccount: { floor: '500', cap: '300' } } },
      null,
      1,
    )
    const read = readProgramme(text)
    expect([read.ok, read.problems.map(({ path }) => path)]).toEqual([false, ['limits.perAccount.cap']])
  })
  it('an outage that ends before it starts pays nobody, and says so', () => {
    const facts = consumer(5_000, 120, { outage: { startsAt: start, endsAt: start - 60 } })
    expect(evaluate(facts, guarantee, at, digest).decisions).toContainEqual(
      expect.objectContaining({
        id: 'outage-window',
        passed: false,
        words: 'The outage ends before it starts.',
      }),
    )
    expect(minorOf(facts, guarantee)).toBe(0n)
  })
  it('ten million minutes are counted exactly, and a loss that ends before it starts counts for nothing', () => {
    const cumulative = named('germany-tkg-58')
    for (const programme of programmes)
      expect(() => evaluate(consumer(5_000, 10_000_000), programme, at, digest)).not.toThrow()
    expect(minorOf(consumer(5_000, 10_000_000), guarantee)).toBe(
      minorOf(consumer(5_000, 20_000_000), guarantee),
    )
    const backwards = { ...line(5_000, 0), losses: [{ ...lost(60), to: start - 60 }] }
    expect(minorOf(factsOf(guarantee.outage, { units: [backwards] }), guarantee)).toBe(0n)
    expect(minorOf(factsOf(cumulative.outage, { units: [backwards] }), cumulative)).toBe(0n)
  })
  it('a wrong document is refused whole, with every problem at once', () => {
    const { eligibility: _left, ...rest } = guarantee
    const read = readProgramme(
      JSON.stringify({ ...rest, currency: 'dollars', version: 0, more: true }, null, 1),
    )
    expect([read.ok, read.problems.map(({ path }) => path).sort()]).toEqual([
      false,
      ['currency', 'eligibility', 'more', 'version'],
    ])
  })
})
