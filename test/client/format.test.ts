import { expect, test } from 'vitest'
import {
  age,
  clockZone,
  counted,
  day,
  dayClockZone,
  dayLong,
  dayYear,
  dayYearIn,
  duration,
  zoneName,
} from '#client/ui/format.ts'

test('a civil date is the same day wherever the desk stands', () => {
  expect([day('2024-03-01'), dayLong('2024-03-14'), dayYear('2024-02-29')]).toEqual([
    '1 Mar',
    '14 March',
    '29 February 2024',
  ])
  expect(day('2024-09-05')).toBe('5 Sep')
})

test('a time is shown in the market’s zone with the zone named', () => {
  expect(clockZone('2024-02-22T08:45:00Z', 'America/Chicago')).toBe('02:45 CT')
  expect(dayClockZone('2024-02-23T03:20:00Z', 'America/New_York')).toBe('22 Feb, 22:20 ET')
  expect(zoneName('America/Puerto_Rico', '2024-02-22T08:45:00Z')).toBe('AST')
  expect(zoneName('Pacific/Honolulu', '2024-02-22T08:45:00Z')).toMatch(/^HS?T$/)
})

test('an evening is not tomorrow already', () => {
  expect(dayYearIn('2024-02-23T03:20:00Z', 'America/Denver')).toBe('22 February 2024')
})

test('midnight is 00:00 and not 24:00', () => {
  expect(clockZone('2024-02-22T06:00:00Z', 'America/Chicago')).toBe('00:00 CT')
})

test('lost time floors to the minute', () => {
  expect([0, 59, 60, 119, 3600, 36_779].map(duration)).toEqual([
    '0 m',
    'under 1 m',
    '1 m',
    '1 m',
    '1 h 00 m',
    '10 h 12 m',
  ])
})

test('an age never runs backwards when two clocks differ', () => {
  const now = Date.parse('2024-03-01T12:00:00Z')
  expect(age('2024-03-01T12:00:05Z', now)).toBe('under 1 m')
  expect(age('2024-03-01T10:54:00Z', now)).toBe('1 h 06 m')
  expect(age('2024-02-27T12:00:00Z', now)).toBe('3 d')
})

test('one is not many', () => {
  expect([counted(1, 'line'), counted(5, 'line'), counted(1200, 'match', 'matches')]).toEqual([
    '1 line',
    '5 lines',
    '1,200 matches',
  ])
})
