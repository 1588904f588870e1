import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fairOffer, offerBar } from '#shared/credits/fair-offer.ts'
import { sentenceToSay } from '#shared/credits/say.ts'
import { money } from '#shared/money.ts'

const line = fc.record({ monthlyCharge: fc.bigInt({ min: 0n, max: 50_000n }), secondsLost: fc.nat(50_000) })
const lines = fc.array(line, { maxLength: 12 })
const days = fc.integer({ min: 28, max: 31 })
const given = fc.bigInt({ min: 0n, max: 20_000n })

describe('the fair offer', () => {
  it('five lines at $50 in a 29-day month are $8.62, and less $5 given $3.62: rounded once, not five times', () => {
    const five = Array.from({ length: 5 }, () => ({ monthlyCharge: 5000n, secondsLost: 36_000 }))
    expect(fairOffer(five, 29, 0n, 'USD')).toMatchObject({
      amount: money(862n, 'USD'),
      affectedLines: 5,
      sentence: 'One day of each affected line: 5 lines × $50.00 ÷ 29 days = $8.62',
    })
    expect(fairOffer(five, 29, 500n, 'USD').amount.minor).toBe(362n)
    expect(fairOffer(five, 29, 900n, 'USD')).toMatchObject({
      amount: money(0n, 'USD'),
      sentence: expect.stringContaining('already given covers it'),
    })
  })
  it('is never below zero, never above a day of everything, and together with what was given at least a day', () => {
    fc.assert(
      fc.property(lines, days, given, (all, month, before) => {
        const { amount, gross } = fairOffer(all, month, before, 'USD')
        const sum = all.reduce((total, each) => total + each.monthlyCharge, 0n)
        expect(
          amount.minor >= 0n &&
            amount.minor <= gross.minor &&
            gross.minor * BigInt(month) <= sum + BigInt(month),
        ).toBe(true)
        expect(amount.minor + before >= gross.minor).toBe(true)
      }),
    )
  })
  it('does not depend on the order of lines, and a line that lost nothing changes nothing', () => {
    fc.assert(
      fc.property(lines, days, given, (all, month, before) => {
        const offer = fairOffer(all, month, before, 'USD')
        expect(fairOffer([...all].reverse(), month, before, 'USD').amount).toEqual(offer.amount)
        expect(fairOffer([...all, { monthlyCharge: 9999n, secondsLost: 0 }], month, before, 'USD')).toEqual(
          offer,
        )
      }),
    )
  })
  it('each cent given before is a cent less now, down to nothing', () => {
    fc.assert(
      fc.property(lines, days, given, (all, month, before) => {
        const [now, later] = [fairOffer(all, month, before, 'USD'), fairOffer(all, month, before + 1n, 'USD')]
        expect(now.amount.minor - later.amount.minor).toBe(now.amount.minor > 0n ? 1n : 0n)
      }),
    )
  })
  it('says why a segment is not offered it', () => {
    expect([offerBar('consumer', 'active'), offerBar('small_business', 'suspended')]).toEqual([null, null])
    expect(offerBar('prepaid', 'active')).toContain('prepaid options desk')
    expect(offerBar('consumer', 'closed')).toContain('refund')
  })
})

describe('the sentence to say', () => {
  const facts = {
    type: 'consumer',
    outageDay: 'February 22',
    lines: 5,
    affectedLines: 5,
    longestSeconds: 36_000,
    given: money(500n, 'USD'),
    billed: null,
    offer: money(362n, 'USD'),
    bar: null,
    billDay: 'March 14',
  } as const
  it('names the loss, what is on its way, what can be added and the bill', () => {
    expect(sentenceToSay(facts)).toBe(
      'All five of your lines were without service for up to about ten hours on February 22. $5.00 is already on its way, and I can add $3.62 today, so that each line gets its day back. You will see it on your March 14 bill.',
    )
  })
  it('sends nobody to a bill to come for what is on an earlier one', () => {
    const covered = { ...facts, given: money(1048n, 'USD'), offer: money(0n, 'USD') }
    const billed = { amount: money(500n, 'USD'), day: 'February 28' }
    expect(sentenceToSay({ ...covered, billed })).toContain(
      '$5.00 is on your February 28 bill and $5.48 more is on its way, together at least a day of service for each of them. You will see the rest on your March 14 bill.',
    )
    expect(sentenceToSay({ ...covered, billed: { ...billed, amount: covered.given } })).toMatch(
      /\$10\.48 is on your February 28 bill, which is at least a day of service for each of them\.$/,
    )
    expect(sentenceToSay({ ...facts, billed })).toContain(
      '$5.00 is on your February 28 bill, and I can add $3.62 today, so that each line gets its day back. You will see it on your March 14 bill.',
    )
  })
  it('says a loss by the half hour, at most ten minutes too much', () => {
    const one = { ...facts, lines: 1, affectedLines: 1 }
    const said = [7140, 5340, 4680, 3600, 5 * 3600 + 840, 4 * 3600 + 1800, 40 * 60, 59].map(
      (longestSeconds) => /for (about .*?) on/.exec(sentenceToSay({ ...one, longestSeconds }))?.[1],
    )
    expect(said).toEqual([
      'about two hours',
      'about an hour and a half',
      'about an hour',
      'about an hour',
      'about five hours',
      'about four and a half hours',
      'about 40 minutes',
      'about a minute',
    ])
    expect(sentenceToSay({ ...facts, lines: 2, affectedLines: 2 })).toMatch(/^Both of your lines were/)
  })
  it('promises nothing where nothing can be given, and never speaks of codes or limits', () => {
    fc.assert(
      fc.property(
        fc.record({
          lines: fc.integer({ min: 1, max: 12 }),
          affectedLines: fc.nat(12),
          longestSeconds: fc.nat(90_000),
          offered: given,
          barred: fc.boolean(),
          before: given,
          billed: fc.boolean(),
        }),
        (some) => {
          const said = sentenceToSay({
            ...facts,
            ...some,
            affectedLines: Math.min(some.lines, some.affectedLines),
            offer: money(some.offered, 'USD'),
            given: money(some.before, 'USD'),
            billed: some.billed ? { amount: money(some.before / 2n, 'USD'), day: 'February 28' } : null,
            bar: some.barred ? 'no' : null,
          })
          expect(said).not.toMatch(/undefined|NaN|null|limit|override|programme| {2}/)
          if (some.barred) expect(said).not.toContain('today')
        },
      ),
    )
  })
})
