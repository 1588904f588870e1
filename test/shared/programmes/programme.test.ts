import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluate, type Programme, type ProgrammeFacts } from '#shared/programmes/programme.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const programmes = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((name) => [name, JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Programme] as const)
const makeItRight = programmes.find(([name]) => name.startsWith('make-it-right-2024-02-22'))?.[1] as Programme
const due: ProgrammeFacts = {
  type: 'consumer',
  closedBeforeStart: false,
  anyActiveLineAffected: true,
  status: 'active',
}

describe('the credit of 22 February 2024', () => {
  it('is $5 for consumers and small businesses with an affected line', () => {
    for (const type of ['consumer', 'small_business'] as const)
      expect(evaluate(makeItRight, { ...due, type })).toMatchObject({
        eligible: true,
        minor: 500n,
        currency: 'USD',
      })
    expect(evaluate(makeItRight, { ...due, status: 'suspended' })).toMatchObject({ eligible: true })
  })
  it.each([
    [{ type: 'business' }, 'account team', 'segment'],
    [{ type: 'prepaid' }, 'prepaid options desk', 'segment'],
    [{ type: 'sub_brand' }, 'own care line', 'segment'],
    [{ closedBeforeStart: true }, null, 'open-at-start'],
    [{ anyActiveLineAffected: false }, null, 'affected'],
  ] as const)('%j: the reason, the route and the condition that failed', (facts, route, condition) => {
    const answer = evaluate(makeItRight, { ...due, ...facts })
    expect(answer).toMatchObject({
      eligible: false,
      because: expect.stringMatching(/\.$/),
      route: route ? expect.stringContaining(route === 'own care line' ? 'care line' : route) : null,
    })
    expect(answer.decisions.at(-1)).toMatchObject({ condition, passed: false })
  })
  it('the same facts get the same answer', () => {
    expect(evaluate(makeItRight, due)).toEqual(evaluate(makeItRight, { ...due }))
  })
})

describe.each(programmes)('%s', (_name, programme) => {
  it('is a positive amount, in both languages, with the amount left open', () => {
    expect(BigInt(programme.amount.minor)).toBeGreaterThan(0n)
    for (const text of [programme.wording, programme.notice.en, programme.notice.es])
      expect(text).toContain('{amount}')
  })
})
