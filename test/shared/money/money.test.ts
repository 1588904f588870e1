import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatMoney, money, moneyOf, moneyView, parseMoney, roundHalfUp } from '#shared/money.ts'

const currencies = fc.constantFrom('USD', 'CAD', 'JPY', 'CHF')
const minor = fc.bigInt({ min: 0n, max: 99_999_999_999_999n })

describe('money', () => {
  it('what is written can be read again, to the last cent', () => {
    fc.assert(
      fc.property(minor, (amount) => {
        expect(parseMoney(formatMoney(money(amount, 'USD')), 'USD')).toEqual(money(amount, 'USD'))
      }),
    )
  })
  it('the wire keeps every digit of every amount', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), currencies, (amount, currency) => {
        expect(moneyOf(JSON.parse(JSON.stringify(moneyView(money(amount, currency)))))).toEqual(
          money(amount, currency),
        )
      }),
    )
  })
  it('whatever is typed is either an exact amount or nothing at all, never an error and never below zero', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'0123456789.,$ -+e') }),
      fc.double().map(String),
    )
    fc.assert(
      fc.property(typed, (text) => {
        const amount = parseMoney(text, 'USD')
        if (amount === null) return
        expect(amount.minor >= 0n).toBe(true)
        const plain = text.trim().replace(/^\$/, '').replaceAll(',', '')
        const [whole = '', cents = ''] = plain.split('.')
        expect(amount.minor).toBe(BigInt(whole) * 100n + BigInt(cents.padEnd(2, '0')))
      }),
    )
  })
  it.each([
    ['10', 1000n],
    ['$10.00', 1000n],
    [' 8.62 ', 862n],
    ['1,234.50', 123_450n],
    ['0', 0n],
    ['007', 700n],
  ])('"%s" is %s cents', (text, expected) => expect(parseMoney(text, 'USD')?.minor).toBe(expected))
  it.each([
    '',
    ' ',
    '$',
    '-5',
    '+5',
    '5.',
    '.5',
    '5.5',
    '5.555',
    '5,5',
    '1,23',
    '12,34.00',
    '1e3',
    '5 0',
    '0x10',
    '٥',
    '５',
    'NaN',
    '$ 5',
    '$$5',
    '1234567890123',
  ])('"%s" is not an amount', (text) => {
    expect(parseMoney(text, 'USD')).toBeNull()
  })
  it('is shown with its currency, its digits and its thousands', () => {
    expect(['USD', 'JPY', 'CHF'].map((currency) => formatMoney(money(123_456n, currency)))).toEqual([
      '$1,234.56',
      '¥123,456',
      'CHF 1,234.56',
    ])
    expect([0n, 5n, -100n].map((amount) => formatMoney(money(amount, 'USD')))).toEqual([
      '$0.00',
      '$0.05',
      '-$1.00',
    ])
  })
  it('rounds half up, away from zero for negatives, and at most half a cent off', () => {
    expect([1n, 3n, -1n, -3n].map((numerator) => roundHalfUp({ numerator, denominator: 2n }))).toEqual([
      1n,
      2n,
      -1n,
      -2n,
    ])
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
        fc.bigInt({ min: 1n, max: 10n ** 9n }),
        (numerator, denominator) => {
          const off = 2n * (roundHalfUp({ numerator, denominator }) * denominator - numerator)
          expect(off <= denominator && -off <= denominator).toBe(true)
        },
      ),
    )
    expect(() => roundHalfUp({ numerator: 1n, denominator: 0n })).toThrow('positive')
  })
})
