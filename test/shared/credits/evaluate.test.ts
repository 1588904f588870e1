import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts, UnitFacts } from '#shared/credits/facts.ts'
import { sha256 } from '#shared/credits/sha256.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { unitKinds } from '#shared/programmes/fact-names.ts'
import { rogersFacts } from '../programmes/cases/rogers-2022-07-08.ts'
import { days, factsOf, lost, start, unit, units } from '../programmes/facts.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const programmes = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Programme,
)
const named = (id: string): Programme => {
  const found = programmes.find((each) => each.id === id)
  if (!found) throw new Error(`There is no programme ${id}.`)
  return found
}
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const at = '2025-02-25T12:00:00Z'
const minorOf = (facts: Facts, programme: Programme) =>
  BigInt(evaluate(facts, programme, at, digest).amount.minor)

const anyUnit = (id: string): fc.Arbitrary<UnitFacts> =>
  fc
    .record({
      kind: fc.constantFrom(...unitKinds),
      plan: fc.constantFrom('postpaid', 'prepaid', 'no_base_fee', null),
      customer: fc.constantFrom('consumer', 'small_business'),
      flags: fc.boolean(),
      monthly: fc.bigInt({ min: -500n, max: 1_000_000n }),
      losses: fc.array(
        fc.record({
          service: fc.constantFrom('all', 'voice', 'data', 'sms'),
          from: fc.integer({ min: 0, max: 400_000 }),
          length: fc.integer({ min: -100, max: 500_000 }),
        }),
        { maxLength: 4 },
      ),
      count: fc.integer({ min: 0, max: 9 }),
    })
    .map(({ kind, plan, customer, flags, monthly, losses, count }) => ({
      id,
      kind,
      plan,
      customer,
      active: true,
      attachedAtStart: flags,
      carrierEquipment: true,
      multiDwelling: false,
      inCoverage: true,
      onBurntCable: flags,
      listedPlan: true,
      paidOtherwise: false,
      missedVisits: count,
      topUpMinor: count * 1000,
      waitMinutes: count,
      calledBack: flags,
      reportedAt: start,
      charges: { plan: monthly.toString() },
      pastBills: [monthly.toString()],
      losses: losses.map(({ service, from, length }) => ({
        service,
        from: start + from,
        to: start + from + length,
      })),
    }))
const anyFacts = (programme: Programme): fc.Arbitrary<Facts> =>
  fc
    .record({
      type: fc.constantFrom('consumer', 'small_business', 'business', 'prepaid', 'sub_brand'),
      status: fc.constantFrom('active', 'closed'),
      market: fc.constantFrom('TX', 'NY', 'NJ', 'CA', null),
      cause: fc.constantFrom('core_configuration', 'weather', 'commercial_power', null),
      date: fc.constantFrom('2025-02-22', '2026-05-04', '2020-01-01'),
      lines: fc
        .integer({ min: 0, max: 6 })
        .chain((count) =>
          fc.tuple(...units(count, (index) => unit(`${index}`, 0, 0)).map(({ id }) => anyUnit(id))),
        ),
      given: fc.bigInt({ min: 0n, max: 3000n }),
      loss: fc.integer({ min: 0, max: 100_000 }),
      claimed: fc.boolean(),
    })
    .map(({ type, status, market, cause, date, lines, given, loss, claimed }) => ({
      ...factsOf(programme.outage, {
        account: { type, status, market, brand: 'rogers', affectedDeterminable: claimed },
        outage: { cause, date, awareAt: start, powerBackAt: start },
        units: lines,
        days: days(20),
      }),
      claim: {
        documentedLossMinor: loss,
        usageConfirmed: true,
        evidence: claimed,
        ...(claimed ? { madeOn: '2025-02-24' } : {}),
      },
      given:
        given === 0n
          ? []
          : [
              {
                programme: programme.id,
                version: 1,
                outage: programme.outage ?? 'some-outage',
                minor: given.toString(),
                daysAgo: 10,
              },
            ],
    }))
const anyCase = fc
  .constantFrom(...programmes)
  .chain((programme) => anyFacts(programme).map((facts) => ({ programme, facts })))
const runs = { numRuns: 2_000 }

describe('for every programme and any facts', () => {
  it('the same facts give the same answer and hash, also written and read again, and in a browser', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const once = evaluate(facts, programme, at, digest)
        expect(
          evaluate(JSON.parse(JSON.stringify(facts)) as Facts, structuredClone(programme), at, sha256),
        ).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })
  it('the order of lines and of conditions decides nothing', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const once = evaluate(facts, programme, at, digest)
        expect(
          evaluate({ ...facts, units: [...(facts.units ?? [])].reverse() }, programme, at, digest),
        ).toEqual(once)
        const turned = { ...programme, eligibility: [...programme.eligibility].reverse() }
        expect(evaluate(facts, turned, at, digest)).toMatchObject({
          eligible: once.eligible,
          amount: once.amount,
          offers: once.offers,
        })
      }),
      runs,
    )
  })
  it('nothing is ever negative, caps hold, and whoever gets nothing is told why', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const { amount, offers, eligible, because } = evaluate(facts, programme, at, digest)
        expect(offers.every(({ gives }) => gives.form !== 'money' || BigInt(gives.amount.minor) > 0n)).toBe(
          true,
        )
        const { perAccount, perUnit, maxUnits, perWindow } = programme.limits ?? {}
        const lines = BigInt(Math.min(maxUnits ?? 1e6, facts.units?.length ?? 0))
        for (const cap of [perAccount?.cap, perWindow?.cap])
          if (cap) expect(BigInt(amount.minor) <= BigInt(cap)).toBe(true)
        if (perUnit?.cap) expect(BigInt(amount.minor) <= BigInt(perUnit.cap) * lines).toBe(true)
        const monthly = (facts.units ?? []).reduce(
          (sum, { charges }) =>
            sum + BigInt(charges?.plan ?? 0) * (BigInt(charges?.plan ?? 0) > 0n ? 1n : 0n),
          0n,
        )
        if (perUnit?.monthlyRate) expect(BigInt(amount.minor) <= monthly).toBe(true)
        expect(eligible).toBe(because === null)
      }),
      runs,
    )
  })
  it('a version that supersedes itself by the difference owes nothing more to whoever has it', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const fresh = { ...facts, given: [] }
        const limited = { ...programme, limits: { ...programme.limits, perWindow: undefined } }
        const minor = minorOf(fresh, limited)
        const next = { ...limited, version: 2, supersession: { supersedes: 1, mode: 'delta' as const } }
        const given = [
          {
            programme: programme.id,
            version: 1,
            outage: facts.outage.id,
            minor: minor.toString(),
            daysAgo: 1,
          },
        ]
        expect(minorOf({ ...facts, given }, next)).toBe(0n)
      }),
      runs,
    )
  })
  it('a longer loss never pays less', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...programmes),
        fc.nat(5_000),
        fc.nat(5_000),
        fc.nat(20_000),
        (programme, minutes, more, monthly) => {
          const facts = (length: number) =>
            factsOf(programme.outage, {
              account: { brand: 'rogers', market: programme.trigger.markets?.[0] ?? 'TX' },
              outage: { awareAt: start, powerBackAt: start },
              units: [
                {
                  ...unit('1', monthly, 0, { losses: [lost(length)] }),
                  kind: programme.unit.kinds?.[0] ?? 'wireless_voice',
                  plan: 'postpaid',
                  active: true,
                  attachedAtStart: true,
                  carrierEquipment: true,
                  multiDwelling: false,
                  inCoverage: true,
                  paidOtherwise: false,
                  reportedAt: start,
                },
              ],
            })
          expect(minorOf(facts(minutes + more), programme) >= minorOf(facts(minutes), programme)).toBe(true)
        },
      ),
      runs,
    )
  })
})

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
