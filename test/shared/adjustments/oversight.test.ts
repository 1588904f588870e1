import { describe, expect, test } from 'vitest'
import {
  isMostlyGoodwill,
  isNearLimit,
  isRepeated,
  isSplit,
  type PairFacts,
  pairStandsOut,
} from '#shared/adjustments/oversight.ts'

const share = (part: number, whole: number) => ({ part, whole })
const none = share(0, 0)
const pair = (
  there: [number, number],
  usual: [number, number],
  back = none,
  usualBack = none,
): PairFacts => ({
  there: share(...there),
  back,
  usualThere: share(...usual),
  usualBack,
})

describe('who approves for whom', () => {
  test('somebody who is nearly always approved by one of several stands out', () => {
    expect(pairStandsOut(pair([9, 10], [30, 120]))).toBe('nearly always')
    expect(pairStandsOut(pair([8, 8], [40, 100]))).toBe('nearly always')
  })
  test('where one supervisor decides nearly everything, nobody stands out', () => {
    expect(pairStandsOut(pair([40, 40], [95, 100]))).toBeNull()
    expect(pairStandsOut(pair([12, 12], [70, 100]))).toBeNull()
  })
  test('a few in a row mean nothing, nor does a fair share', () => {
    expect(pairStandsOut(pair([7, 7], [10, 100]))).toBeNull()
    expect(pairStandsOut(pair([20, 40], [25, 100]))).toBeNull()
  })
  test('two who approve for each other stand out sooner, unless they are all there is', () => {
    expect(pairStandsOut(pair([4, 6], [10, 60], share(5, 8), share(9, 60)))).toBe('for each other')
    expect(pairStandsOut(pair([6, 6], [6, 12], share(6, 6), share(6, 12)))).toBe('for each other')
    expect(pairStandsOut(pair([3, 3], [3, 60], share(5, 5), share(5, 60)))).toBeNull()
  })
})

describe('what one person gives', () => {
  test('two large credits that together pass the limit are a split; a small one beside a large one is none', () => {
    expect(isSplit({ large: 2, sum: 2700n, limit: 1500n })).toBe(true)
    expect(isSplit({ large: 2, sum: 1500n, limit: 1500n })).toBe(false)
    expect(isSplit({ large: 1, sum: 1700n, limit: 1500n })).toBe(false)
  })
  test('mostly just under the limit stands out where others give less, and not where everybody does so', () => {
    expect(isNearLimit(share(9, 10), share(9, 100))).toBe(false)
    expect(isNearLimit(share(10, 12), share(20, 100))).toBe(true)
    expect(isNearLimit(share(10, 12), share(60, 100))).toBe(false)
    expect(isNearLimit(share(10, 40), share(10, 400))).toBe(false)
    expect(isNearLimit(share(70, 70), none)).toBe(false)
  })
  test('mostly goodwill likewise', () => {
    expect(isMostlyGoodwill(share(16, 20), share(30, 100))).toBe(true)
    expect(isMostlyGoodwill(share(16, 20), share(50, 100))).toBe(false)
    expect(isMostlyGoodwill(share(9, 9), share(10, 100))).toBe(false)
  })
  test('again and again means three times and on more than one day', () => {
    expect(isRepeated({ credits: 3, days: 2 })).toBe(true)
    expect(isRepeated({ credits: 3, days: 1 })).toBe(false)
    expect(isRepeated({ credits: 2, days: 2 })).toBe(false)
  })
})
