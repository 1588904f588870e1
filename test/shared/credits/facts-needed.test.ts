import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts, UnitFacts } from '#shared/credits/facts.ts'
import { type FactsNeeded, factsNeeded } from '#shared/credits/facts-needed.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { factNames } from '#shared/programmes/fact-names.ts'
import type { Case } from '#test/shared/programmes/facts.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const ids = readdirSync(folder).flatMap((name) => (name.endsWith('.json') ? [name.slice(0, -5)] : []))
const digest = (text: string) => createHash('sha256').update(text).digest('hex')

/** What would have been loaded for a programme: everything that it does not name is left out. */
function loaded(facts: Facts, needed: FactsNeeded): Facts {
  const named = <T extends object>(scope: string, bag: T): T =>
    Object.fromEntries(
      Object.entries(bag).filter(([key]) => {
        const name = `${scope}.${key}`
        return !(factNames as readonly string[]).includes(name) || needed.names.has(name as never)
      }),
    ) as T
  const unitOf = ({ losses, charges, days, ...unit }: UnitFacts): UnitFacts => ({
    ...named('unit', unit),
    ...(needed.losses && losses ? { losses } : {}),
    ...(needed.charges && charges ? { charges } : {}),
    ...(needed.civilDays && days ? { days } : {}),
  })
  const { daysInMonth, cycleDays, days } = facts.calendar ?? {}
  return {
    // Whether an account is closed decides where its credit goes: it is read for every programme.
    account: { ...named('account', facts.account), status: facts.account.status },
    outage: named('outage', facts.outage),
    ...(facts.claim ? { claim: facts.claim } : {}),
    calendar: {
      ...(needed.daysInMonth && daysInMonth !== undefined ? { daysInMonth } : {}),
      ...(needed.cycleDays && cycleDays !== undefined ? { cycleDays } : {}),
      ...(needed.civilDays && days ? { days } : {}),
    },
    ...(needed.units && facts.units ? { units: facts.units.map(unitOf) } : {}),
    ...(needed.given && facts.given ? { given: facts.given } : {}),
  }
}

describe('what is loaded for a programme is all that it looks at', () => {
  it.each(ids)('%s gives the same from those facts alone', async (id) => {
    const programme = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Programme
    const { cases } = (await import(`../programmes/cases/${id}.ts`)) as { cases: Case[] }
    const needed = factsNeeded(programme)
    // That one version never pays an account twice is held by the claim in the database, and asks no fact.
    const asked = cases.filter(({ facts }) => needed.given || !facts.given?.length)
    expect(asked.length).toBeGreaterThan(0)
    for (const { what, facts, at = '2025-03-01T12:00:00Z' } of asked) {
      const { hash: _all, ...all } = evaluate(facts, programme, at, digest)
      const { hash: _few, ...few } = evaluate(loaded(facts, needed), programme, at, digest)
      expect(few, what).toEqual(all)
    }
  })
  it('a fact left out would be noticed', async () => {
    const id = 'att-guarantee-wireless-2025'
    const programme = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Programme
    const { cases } = (await import(`../programmes/cases/${id}.ts`)) as { cases: Case[] }
    const paid = cases.find(({ gives }) => gives > 0)
    if (!paid) throw new Error('No case pays.')
    const without = loaded(paid.facts, { ...factsNeeded(programme), losses: false })
    expect(evaluate(without, programme, '2025-03-01T12:00:00Z', digest).amount.minor).toBe('0')
  })
})
