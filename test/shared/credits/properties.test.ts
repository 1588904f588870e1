import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { canonical } from '#shared/programmes/canonical.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { sha256 } from '#shared/programmes/sha256.ts'
import { factsOf, lost, start, unit } from '../programmes/facts.ts'
import { anyCase } from './any-facts.ts'
import { at, digest, minorOf, named, programmes } from './published.ts'

const runs = { numRuns: 1_000 }

describe('for every programme and any facts', { timeout: 60_000 }, () => {
  it('the same facts give the same answer and hash, also written and read again, and in a browser', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const once = evaluate(facts, programme, at, digest)
        const again = evaluate(
          JSON.parse(JSON.stringify(facts)) as Facts,
          structuredClone(programme),
          at,
          sha256,
        )
        expect(canonical(again)).toBe(canonical(once))
      }),
      { numRuns: 300 },
    )
  })
  it('the order of lines and of conditions decides nothing', () => {
    fc.assert(
      fc.property(anyCase, ({ programme, facts }) => {
        const once = evaluate(facts, programme, at, digest)
        const turnedLines = { ...facts, units: [...(facts.units ?? [])].reverse() }
        expect(canonical(evaluate(turnedLines, programme, at, digest))).toBe(canonical(once))
        const turned = { ...programme, eligibility: [...programme.eligibility].reverse() }
        const { eligible, amount, offers } = evaluate(facts, turned, at, digest)
        expect(canonical([eligible, amount, offers])).toBe(
          canonical([once.eligible, once.amount, once.offers]),
        )
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

describe('rounding by level, for any charges and durations', () => {
  const wireless = named('att-guarantee-wireless-2025')
  const atLevel = (level: 'sum' | 'unit'): Programme => ({
    ...wireless,
    rounding: { mode: 'halfUp', level },
    limits: {},
  })
  const anyLines = fc.array(
    fc.record({ monthly: fc.nat(30_000), minutes: fc.integer({ min: 60, max: 9_000 }) }),
    {
      minLength: 1,
      maxLength: 12,
    },
  )
  const factsFor = (lines: readonly { monthly: number; minutes: number }[], daysInMonth: number) =>
    factsOf(null, {
      daysInMonth,
      units: lines.map(({ monthly, minutes }, index) =>
        unit(String(index), monthly, minutes, {
          kind: 'wireless_voice',
          active: true,
          attachedAtStart: true,
        }),
      ),
    })
  it('by line is what each line gets alone, added up; by sum is the exact sum, rounded once', () => {
    fc.assert(
      fc.property(anyLines, fc.integer({ min: 28, max: 31 }), (lines, month) => {
        const alone = lines.map((line) => minorOf(factsFor([line], month), atLevel('unit')))
        expect(minorOf(factsFor(lines, month), atLevel('unit'))).toBe(
          alone.reduce((sum, each) => sum + each, 0n),
        )
        // A second way, in whole numbers: the days begun of each line times its charge, over the month, half up.
        const exact = lines.reduce(
          (sum, { monthly, minutes }) => sum + BigInt(Math.ceil(minutes / 1_440)) * BigInt(monthly),
          0n,
        )
        const divisor = BigInt(month)
        expect(minorOf(factsFor(lines, month), atLevel('sum'))).toBe((2n * exact + divisor) / (2n * divisor))
      }),
      { numRuns: 500 },
    )
  })
})
