import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decimalOf, exactText, plus, roundTo } from '#shared/credits/rational.ts'
import { canonical } from '#shared/programmes/canonical.ts'
import { sha256 } from '#shared/programmes/sha256.ts'

const modes = ['halfUp', 'halfDown', 'halfEven', 'up', 'down'] as const

describe('rounding is exact', () => {
  it.each([
    ['halfUp', [1, 2, 3, -1, -2]],
    ['halfDown', [0, 1, 2, 0, -1]],
    ['halfEven', [0, 2, 2, 0, -2]],
    ['up', [1, 2, 3, -1, -2]],
    ['down', [0, 1, 2, 0, -1]],
  ] as const)('%s of 0.5, 1.5, 2.5, -0.5 and -1.5', (mode, expected) => {
    const halves = [1n, 3n, 5n, -1n, -3n].map((numerator) => roundTo({ numerator, denominator: 2n }, mode))
    expect(halves.map(Number)).toEqual(expected.map((each) => each + 0))
  })
  it('is never further away than half a quantum, or a whole one for up and down', () => {
    const number = fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n })
    const positive = fc.bigInt({ min: 1n, max: 10n ** 12n })
    fc.assert(
      fc.property(
        number,
        positive,
        fc.bigInt({ min: 1n, max: 1000n }),
        fc.constantFrom(...modes),
        (numerator, denominator, quantum, mode) => {
          const rounded = roundTo({ numerator, denominator }, mode, quantum)
          const away = rounded * denominator - numerator
          const distance = away < 0n ? -away : away
          expect(rounded % quantum).toBe(0n)
          expect(
            mode === 'up' || mode === 'down'
              ? distance < quantum * denominator
              : 2n * distance <= quantum * denominator,
          ).toBe(true)
        },
      ),
    )
  })
  it('fractions add exactly', () => {
    expect(exactText(plus(decimalOf('0.1'), decimalOf('0.2')))).toBe('3/10')
    expect(exactText(plus({ numerator: 1n, denominator: 29n }, { numerator: 1n, denominator: 31n }))).toBe(
      '60/899',
    )
  })
})

describe('the text that is hashed', () => {
  it('does not depend on the order of fields, and takes no number that JSON would bend', () => {
    expect(canonical({ b: [1, null, 'é'], a: { d: true, c: undefined } })).toBe(
      '{"a":{"d":true},"b":[1,null,"é"]}',
    )
    expect(() => canonical({ a: 0.5 })).toThrow('whole number')
    expect(() => canonical({ a: 2 ** 53 })).toThrow('whole number')
  })
  it('a browser hashes it as the server does', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('a', 'é', '円', '😀', '\n'), { maxLength: 300 }), (letters) => {
        const text = letters.join('')
        expect(sha256(text)).toBe(createHash('sha256').update(text).digest('hex'))
      }),
    )
  })
})
