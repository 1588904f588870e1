import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { sha256 } from '#shared/programmes/sha256.ts'
import document from '../../../programmes/make-it-right-2024-02-22.json' with { type: 'json' }

const makeItRight = document as unknown as Programme
/** What the desk knows when it runs the programme or opens an account page. */
const ask = (account: Facts['account'] = {}) =>
  evaluate(
    {
      account: {
        type: 'consumer',
        status: 'active',
        closedBeforeStart: false,
        anyActiveLineAffected: true,
        ...account,
      },
      outage: { id: '2024-02-22-network' },
    },
    makeItRight,
    '2024-02-25T12:00:00Z',
    sha256,
  )

describe('the credit of 22 February 2024', () => {
  it('is $5 for consumers and small businesses with an affected line', () => {
    for (const account of [{ type: 'consumer' }, { type: 'small_business' }, { status: 'suspended' }])
      expect(ask(account)).toMatchObject({ eligible: true, amount: { minor: '500', currency: 'USD' } })
  })
  it.each([
    [{ type: 'business' }, 'account team', 'segment'],
    [{ type: 'prepaid' }, 'prepaid options desk', 'segment'],
    [{ type: 'sub_brand' }, 'care line', 'segment'],
    [{ closedBeforeStart: true }, null, 'open-at-start'],
    [{ anyActiveLineAffected: false }, null, 'affected'],
  ] as const)('%j: the reason, the route and the condition that failed', (account, route, id) => {
    const answer = ask(account)
    expect(answer).toMatchObject({
      eligible: false,
      because: expect.stringMatching(/\.$/),
      route: route ? expect.stringContaining(route) : null,
    })
    expect(answer.decisions.filter(({ passed }) => !passed)).toMatchObject([{ id }])
  })
  it('says its amount in both languages, with the amount left open', () => {
    for (const text of [makeItRight.wording, makeItRight.notices?.en, makeItRight.notices?.es])
      expect(text).toContain('{amount}')
  })
})
