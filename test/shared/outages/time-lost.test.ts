import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Interval, timeLost } from '#shared/outages/time-lost.ts'

const start = new Date('2024-02-22T08:45:00Z').getTime()
const at = (seconds: number) => new Date(start + seconds * 1000)
const window = { startsAt: at(0), endsAt: at(300) }
const row = (from: number, to: number | null): Interval => ({
  detachedAt: at(from),
  reattachedAt: to === null ? null : at(to),
})

/** Second by second, without cleverness. */
function naive(rows: readonly (readonly [number, number | null])[]) {
  const detaches = rows.map(([from]) => from).sort((a, b) => a - b)
  let lost = 0
  let uncertain = 0
  for (let second = 0; second < 300; second += 1) {
    let covered = false
    let sure = false
    for (const [from, to] of rows) {
      const end = to ?? detaches.find((each) => each > from) ?? 300
      if (second < from || second >= end) continue
      covered = true
      if (to !== null) sure = true
    }
    if (covered) lost += 1
    if (covered && !sure) uncertain += 1
  }
  return { lost, uncertain }
}

describe('time lost', () => {
  it('is the union of what all sources say, not their sum', () => {
    expect(timeLost([row(10, 100), row(12, 110), row(10, 100)], window)).toMatchObject({
      secondsLost: 100,
      uncertainSeconds: 0,
    })
  })
  it('counts only what lies inside the window', () => {
    expect(timeLost([row(-50, 20), row(290, 400), row(500, 600)], window).secondsLost).toBe(30)
  })
  it('an open end stops at the next detach, and is uncertain', () => {
    const lost = timeLost([row(10, null), row(60, 80)], window)
    expect(lost).toMatchObject({ secondsLost: 70, uncertainSeconds: 50 })
    expect(lost.pieces).toEqual([
      { from: at(10), to: at(60), certain: false },
      { from: at(60), to: at(80), certain: true },
    ])
  })
  it('an open end with nothing after it stops at the end of the window', () => {
    expect(timeLost([row(200, null)], window)).toMatchObject({
      secondsLost: 100,
      uncertainSeconds: 100,
      lastBackAt: at(300),
    })
  })
  it('a line without loss has no pieces', () => {
    expect(timeLost([row(5, 5)], window)).toEqual({
      secondsLost: 0,
      uncertainSeconds: 0,
      pieces: [],
      firstLostAt: null,
      lastBackAt: null,
    })
  })
  it('agrees with counting second by second', () => {
    const second = fc.integer({ min: -30, max: 330 })
    const rows = fc.array(
      fc
        .tuple(second, fc.option(fc.nat(120), { freq: 4 }))
        .map(([from, long]) => [from, long === null ? null : from + long] as const),
      { maxLength: 8 },
    )
    fc.assert(
      fc.property(rows, (each) => {
        const found = timeLost(
          each.map(([from, to]) => row(from, to)),
          window,
        )
        const expected = naive(each)
        expect([found.secondsLost, found.uncertainSeconds]).toEqual([expected.lost, expected.uncertain])
        const pieces = found.pieces.reduce(
          (sum, piece) => sum + (piece.to.getTime() - piece.from.getTime()) / 1000,
          0,
        )
        expect(pieces).toBe(expected.lost)
      }),
      { numRuns: 300 },
    )
  })
})
