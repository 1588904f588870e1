import { expect, test } from 'vitest'
import { readWindowTime, windowTimeText } from '#shared/outages/window-time.ts'

const chicago = 'America/Chicago'

test.each([
  ['2024-02-22 02:45', '2024-02-22T08:45:00.000Z'],
  ['  2024-02-22T14:10:30 ', '2024-02-22T20:10:30.000Z'],
  ['2024-02-29 00:00', '2024-02-29T06:00:00.000Z'],
  ['2024-02-22 08:45 Z', '2024-02-22T08:45:00.000Z'],
  ['2024-11-03 06:30z', '2024-11-03T06:30:00.000Z'],
])('%s is read by the outage’s clock, and with a Z by UTC', (text, instant) => {
  expect(readWindowTime(text, chicago)).toEqual({ ok: true, instant })
})

test.each([
  ['', 'Write it as'],
  ['22.02.2024 02:45', 'Write it as'],
  ['2024-02-22', 'Write it as'],
  ['2023-02-29 02:45', 'no such day'],
  ['2024-02-22 25:00', 'no such day'],
  ['2024-03-10 02:30', 'The clocks change then'],
  ['2024-11-03 01:30', 'The clocks change then'],
])('%s is not guessed at', (text, words) => {
  expect(readWindowTime(text, chicago)).toEqual({ ok: false, because: expect.stringContaining(words) })
})

test('what is shown can be typed back', () => {
  for (const instant of ['2024-02-22T08:45:00.000Z', '2024-02-22T20:10:30.000Z'])
    expect(readWindowTime(windowTimeText(instant, chicago), chicago)).toEqual({ ok: true, instant })
  expect(windowTimeText('2024-02-22T08:45:00Z', chicago)).toBe('2024-02-22 02:45')
})
