import { expect, test } from 'vitest'
import { asked, meaningOfEnter, moved, nothingFound } from '#client/accounts/search-intent.ts'
import type { SearchAnswer, SearchHit } from '#shared/accounts/views.ts'

const hit = (accountId: string): SearchHit => ({
  accountId,
  holderName: 'Guadalupe De La Cruz',
  type: 'consumer',
  status: 'active',
  place: 'Dallas, TX',
  lines: 5,
  matchedBy: 'phone',
  fact: '(214) 555-0142',
  adjustmentId: null,
})
const answer = (exact: boolean, ...accounts: string[]): SearchAnswer => ({
  hits: accounts.map(hit),
  exact,
  more: false,
})

test('one exact match opens on Enter', () => {
  expect(meaningOfEnter(answer(true, '401000001'), -1)).toMatchObject({
    do: 'open',
    hit: { accountId: '401000001' },
  })
})

test('several are a list: Enter marks the first and opens nothing', () => {
  expect(meaningOfEnter(answer(false, '401000001', '401000002'), -1)).toEqual({ do: 'mark', index: 0 })
})

test('the marked row opens, even beside an exact match', () => {
  expect(meaningOfEnter(answer(true, '401000001', '401000002'), 1)).toMatchObject({
    do: 'open',
    hit: { accountId: '401000002' },
  })
})

test('Enter before the answer waits for it', () => {
  expect(meaningOfEnter(null, -1)).toEqual({ do: 'wait' })
})

test('Enter on nothing does nothing', () => {
  expect(meaningOfEnter(answer(false), -1)).toEqual({ do: 'nothing' })
})

test('arrows go round through the field', () => {
  expect([moved(-1, 1, 3), moved(2, 1, 3), moved(-1, -1, 3), moved(0, -1, 3), moved(-1, 1, 0)]).toEqual([
    0, -1, 2, -1, -1,
  ])
})

test('a paste of any length is cut and not refused', () => {
  expect(asked(`  ${'x'.repeat(5000)}\n`)).toHaveLength(200)
})

test('nothing found says what to try, by what was typed', () => {
  expect(nothingFound('214 555 0199').advice).toContain('last four digits')
  expect(nothingFound('guadelupe').advice).toContain('first letters')
  expect(nothingFound('x'.repeat(300)).title.length).toBeLessThan(80)
})
