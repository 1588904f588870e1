import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { rogersFacts } from '../programmes/cases/rogers-2022-07-08.ts'
import { factsOf, unit, units } from '../programmes/facts.ts'
import { at, digest, minorOf, named } from './published.ts'

describe('a raised programme', () => {
  const first = named('rogers-2022-07-08')
  const raised: Programme = {
    ...first,
    version: 2,
    benefits: first.benefits.map((benefit) => ({
      ...benefit,
      gives: { form: 'dailyRate', days: { count: 'fixed', days: '5' } },
    })),
    supersession: { supersedes: 1, mode: 'delta' },
  }
  const given = (minor: string) => ({
    given: [{ programme: first.id, version: 1, outage: first.id, minor, daysAgo: 4 }],
  })
  it('pays five days to whoever had nothing, and the difference to whoever had one', () => {
    expect(minorOf(rogersFacts(9300), raised)).toBe(1500n)
    expect(minorOf(rogersFacts(9300, given('300')), raised)).toBe(1200n)
  })
  it('pays back what was reversed of the first, and never less than nothing', () => {
    expect(minorOf(rogersFacts(9300, given('100')), raised)).toBe(1400n)
    expect(minorOf(rogersFacts(9300, given('2000')), raised)).toBe(0n)
  })
  it('replace pays anew, none pays nobody twice', () => {
    const as = (mode: 'replace' | 'none') => ({ ...raised, supersession: { supersedes: 1, mode } })
    expect(minorOf(rogersFacts(9300, given('300')), as('replace'))).toBe(1500n)
    expect(minorOf(rogersFacts(9300, given('300')), as('none'))).toBe(0n)
  })
  it('a closed account is paid by refund', () => {
    const facts = rogersFacts(9300, { account: { brand: 'rogers', status: 'closed' } })
    expect(evaluate(facts, raised, at, digest).offers[0]).toMatchObject({
      goesTo: 'refund',
      instrument: 'refund',
    })
  })
})

describe('two programmes for one outage', () => {
  const facts = rogersFacts(9300, {
    given: [
      {
        programme: 'another',
        version: 1,
        group: 'july',
        outage: 'rogers-2022-07-08',
        minor: '100',
        daysAgo: 1,
      },
    ],
  })
  it.each([
    ['additive', 300n],
    ['exclusive', 0n],
    ['offset', 200n],
  ] as const)('%s: %s', (across, minor) => {
    const programme = {
      ...named('rogers-2022-07-08'),
      stacking: { benefits: 'sum', group: 'july', across } as const,
    }
    expect(minorOf(facts, programme)).toBe(minor)
  })
})

describe('rounding levels and limits that contradict themselves', () => {
  const wireless = named('att-guarantee-wireless-2025')
  const line = (id: string, minutes = 61, more = {}) =>
    unit(id, 5000, minutes, { kind: 'wireless_voice', active: true, attachedAtStart: true, ...more })
  const lines = (count: number, minutes = 61) =>
    factsOf(null, { units: units(count, (index) => line(`${index}`, minutes)), daysInMonth: 29 })
  const level = (name: 'sum' | 'unit' | 'day') => ({
    ...wireless,
    rounding: { mode: 'halfUp' as const, level: name },
  })
  it('25 hours: 345 rounded once or by line, 344 rounded by day, 172 for completed days', () => {
    expect(['sum', 'unit', 'day'].map((name) => minorOf(lines(1, 1500), level(name as 'sum')))).toEqual([
      345n,
      345n,
      344n,
    ])
    const completed = wireless.benefits.map((benefit) => ({
      ...benefit,
      gives: { form: 'dailyRate' as const, days: { count: 'completed' as const, least: 1 } },
    }))
    expect(minorOf(lines(1, 1500), { ...wireless, benefits: completed })).toBe(172n)
  })
  it('five lines: $8.62 rounded once, $8.60 by line', () => {
    expect(minorOf(lines(5), level('sum'))).toBe(862n)
    expect(minorOf(lines(5), level('unit'))).toBe(860n)
  })
  it('where a cap is below the floor, the cap wins', () => {
    const limits = { perUnit: { floor: '500', cap: '100' } }
    expect(minorOf(lines(1), { ...wireless, limits })).toBe(100n)
  })
  it('rounding up does not lift an amount over its cap', () => {
    const rounding = { mode: 'up' as const, level: 'unit' as const, toMinor: 100 }
    expect(minorOf(lines(1), { ...wireless, rounding, limits: { perUnit: { cap: '150' } } })).toBe(150n)
  })
})
