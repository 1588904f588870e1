import fc from 'fast-check'
import { expect, it } from 'vitest'
import { answerOf, evaluate } from '#shared/credits/evaluate.ts'
import { simulate, together } from '#shared/credits/simulation.ts'
import { tallyView } from '#shared/credits/simulation-views.ts'
import { workedCases } from '#shared/credits/worked-cases.ts'
import { differenceOf, sentencesOf } from '#shared/programmes/sentences.ts'
import { anyCase } from './any-facts.ts'
import { at, digest, programmes } from './published.ts'

it('evaluation is a pure function over 100,000 random facts: the same again, whatever was evaluated between, and the facts untouched', () => {
  const cases = fc.sample(anyCase, { numRuns: 5_000, seed: 20240222 })
  const hashOf = (index: number) => {
    const { facts } = cases[index % cases.length] as (typeof cases)[number]
    const programme = programmes[Math.floor(index / cases.length) % programmes.length]
    return programme ? evaluate(facts, programme, at, digest).hash : ''
  }
  const before = JSON.stringify(cases.slice(0, 100).map(({ facts }) => facts))
  const count = 100_000
  const first = Array.from({ length: count }, (_, index) => hashOf(index))
  // Backwards, so that nothing remembered from the one before could make them agree.
  for (let index = count - 1; index >= 0; index -= 1)
    if (hashOf(index) !== first[index]) expect.fail(`the ${index}th evaluation differs`)
  expect(JSON.stringify(cases.slice(0, 100).map(({ facts }) => facts))).toBe(before)
  expect(new Set(first).size).toBeGreaterThan(count / 2)
}, 120_000)

it('a simulation is the sum of its parts, however they are cut', () => {
  fc.assert(
    fc.property(
      fc.array(anyCase, { maxLength: 12 }),
      fc.constantFrom(...programmes),
      fc.nat(12),
      (cases, programme, cut) => {
        const accounts = cases.map(({ facts }, index) => ({
          facts,
          before: facts,
          type: String(facts.account.type),
          market: String(facts.account.market),
          lines: index,
        }))
        const versions = { programme, against: programme, at }
        const whole = simulate(accounts, versions)
        const parts = together(
          simulate(accounts.slice(cut), versions),
          simulate(accounts.slice(0, cut), versions),
        )
        expect({ ...tallyView(parts), nothing: [] }).toEqual({ ...tallyView(whole), nothing: [] })
        expect(whole.minor).toBe(
          accounts.reduce((sum, { facts }) => sum + BigInt(answerOf(facts, programme, at).amount.minor), 0n),
        )
        // A version compared with itself changes nothing for anybody.
        expect(whole.difference).toMatchObject({
          more: { accounts: 0 },
          less: { accounts: 0 },
          same: accounts.length,
        })
      },
    ),
    { numRuns: 200 },
  )
})

it('every published programme reads as sentences, differs from itself in none, and is worked out for households', () => {
  for (const programme of programmes) {
    const sentences = sentencesOf(programme).flatMap((section) => section.sentences)
    expect(sentences.length).toBeGreaterThan(5)
    expect(sentences.filter((sentence) => /undefined|null|\[object/.test(sentence))).toEqual([])
    expect(
      differenceOf(programme, programme).every(({ gone, came }) => gone.length + came.length === 0),
    ).toBe(true)
    expect(workedCases(programme)).toHaveLength(7)
  }
})
