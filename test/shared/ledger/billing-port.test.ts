import { expect, test } from 'vitest'
import { itemKey, transferIdOf } from '#shared/ledger/billing.ts'
import { moveOf } from '#shared/ledger/confirmation.ts'
import { adjustBalanceOf } from '#shared/ledger/message.ts'
import { promiseAdvice, promiseState } from '#shared/ledger/promises.ts'
import { usualRetries, waitBeforeRetry } from '#shared/ledger/retries.ts'

const early = new Date('2024-03-14T01:00:00Z')
const late = new Date('2024-03-14T02:00:00Z')

test.each([
  ['queued', 'accepted', 'accepted'],
  ['queued', 'applied', 'applied'],
  ['queued', 'failed', 'failed'],
  ['accepted', 'accepted', null],
  ['accepted', 'applied', 'applied'],
  ['accepted', 'failed', 'failed'],
  ['applied', 'accepted', null],
  ['applied', 'applied', null],
  ['applied', 'failed', null],
  ['failed', 'accepted', null],
  ['failed', 'applied', 'applied'],
  ['failed', 'failed', null],
  ['netted', 'applied', null],
] as const)('an item that is %s and is said to be %s becomes %s', (billing, state, to) => {
  expect(moveOf({ billing, resentAt: null }, { state, at: early })).toBe(to)
})

test('a failure from before the last resend is about the try before; a later one counts', () => {
  expect(moveOf({ billing: 'queued', resentAt: late }, { state: 'failed', at: early })).toBe(null)
  expect(moveOf({ billing: 'queued', resentAt: early }, { state: 'failed', at: late })).toBe('failed')
  expect(moveOf({ billing: 'queued', resentAt: late }, { state: 'failed', at: null })).toBe('failed')
})

test('each wait is twice the one before up to an hour, chance takes off at most half, and all of them are about five hours', () => {
  const waits = Array.from({ length: usualRetries.tries - 1 }, (_, index) => index + 1)
  expect(waits.slice(0, 4).map((tries) => waitBeforeRetry(usualRetries, tries, 0))).toEqual([5, 10, 20, 40])
  expect(waitBeforeRetry(usualRetries, 15, 0)).toBe(3_600)
  expect(waitBeforeRetry(usualRetries, 15, 1)).toBe(1_800)
  const hours = waits.reduce((sum, tries) => sum + waitBeforeRetry(usualRetries, tries, 0.5), 0) / 3_600
  expect(Math.round(hours)).toBe(5)
})

test('the name of an amount leads back to its transfer, and nothing else does', () => {
  expect(transferIdOf(itemKey(4711n))).toBe(4711n)
  for (const other of [
    'makeright-',
    'makeright-0',
    'makeright-1x',
    'other-1',
    '1',
    `makeright-${'9'.repeat(19)}`,
  ])
    expect(transferIdOf(other)).toBe(null)
})

test('the message carries exact amounts, a direction, and nothing personal', () => {
  const message = adjustBalanceOf({
    accountId: '401000003',
    transferId: 7n,
    direction: 'debit',
    route: 'bill',
    amount: 123_456_789_05n,
    currency: 'USD',
    glCode: '4090-10',
    tax: 'with_tax',
    billOn: '2024-03-14',
    billTo: 'BA-1',
  })
  expect(JSON.stringify(message)).toContain('"amount":{"amount":123456789.05,"units":"USD"}')
  expect(message).toMatchObject({
    amountMinor: '12345678905',
    direction: 'debit',
    partyAccount: { id: 'BA-1' },
  })
  expect(Object.keys(message).sort()).toEqual(
    [
      '@type',
      '@baseType',
      'externalId',
      'accountId',
      'adjustType',
      'usageType',
      'amount',
      'amountMinor',
      'direction',
      'reason',
      'bucket',
      'partyAccount',
      'channel',
      'route',
      'glCode',
      'taxTreatment',
      'billDate',
    ].sort(),
  )
})

test('a promise is broken the day after its day, and a failed one says what to do', () => {
  const item = {
    billing: 'accepted',
    delivery: 'sent',
    billOn: '2024-03-14',
    promisedBy: '2024-04-14',
  } as const
  expect(promiseState(item, '2024-03-14', '2024-03-21')).toBe('on_track')
  expect(promiseState(item, '2024-03-15', '2024-03-22')).toBe('at_risk')
  expect(promiseState(item, '2024-04-14', '2024-04-21')).toBe('at_risk')
  expect(promiseState(item, '2024-04-15', '2024-04-22')).toBe('broken')
  expect(promiseState({ ...item, billing: 'applied' }, '2024-04-15', '2024-04-22')).toBe('kept')
  const closed = { ...item, billing: 'failed', accountClosed: true, settled: false } as const
  expect(promiseAdvice(closed)).toContain('final bill or a refund')
  expect(promiseAdvice({ ...closed, accountClosed: false })).toContain('mend the cause')
})
