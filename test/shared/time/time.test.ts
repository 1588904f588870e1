import { describe, expect, it } from 'vitest'
import {
  addDays,
  billCloseAfter,
  daysBetween,
  daysInMonthOf,
  isTimeZone,
  localDate,
  startOfDate,
} from '#shared/time.ts'

describe('civil time', () => {
  it('the outage began on 22 February in Chicago and still on the 21st in Honolulu after ten at night', () => {
    expect(localDate(new Date('2024-02-22T08:45:00Z'), 'America/Chicago')).toBe('2024-02-22')
    expect(localDate(new Date('2024-02-22T08:45:00Z'), 'Pacific/Honolulu')).toBe('2024-02-21')
  })
  it('the month of the outage has 29 days, by the zone in which one asks', () => {
    expect(daysInMonthOf(new Date('2024-02-22T08:45:00Z'), 'America/New_York')).toBe(29)
    expect(daysInMonthOf(new Date('2024-03-01T04:00:00Z'), 'America/New_York')).toBe(29)
    expect(daysInMonthOf(new Date('2024-03-01T04:00:00Z'), 'UTC')).toBe(31)
    expect(daysInMonthOf(new Date('2023-02-22T08:45:00Z'), 'UTC')).toBe(28)
  })
  it.each([
    ['2024-02-25', 14, 1, '2024-03-14'],
    ['2024-02-25', 14, 2, '2024-04-14'],
    ['2024-02-25', 25, 1, '2024-03-25'],
    ['2024-02-25', 26, 1, '2024-02-26'],
    ['2024-02-25', 26, 2, '2024-03-26'],
    ['2024-12-28', 28, 1, '2025-01-28'],
    ['2024-11-30', 1, 2, '2025-01-01'],
    ['2024-02-29', 28, 12, '2025-02-28'],
  ])('after %s, bill day %i, close number %i is %s', (date, day, nth, expected) => {
    expect(billCloseAfter(date, day, nth)).toBe(expected)
  })
  it('there is no bill day 29', () => {
    expect(() => billCloseAfter('2024-02-25', 29)).toThrow('1 to 28')
  })
  it('days are counted over the leap day and over a clock change', () => {
    expect(addDays('2024-02-28', 2)).toBe('2024-03-01')
    expect(daysBetween('2024-03-09', '2024-03-12')).toBe(3)
    expect(startOfDate('2024-03-11', 'America/New_York').toISOString()).toBe('2024-03-11T04:00:00.000Z')
  })
  it('a zone is a place, not an offset or a joke', () => {
    expect(['America/Puerto_Rico', 'UTC'].every(isTimeZone)).toBe(true)
    expect(['+05:00', 'Mars/Olympus', '', "'; drop"].some(isTimeZone)).toBe(false)
  })
})
