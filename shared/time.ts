import { Temporal } from 'temporal-polyfill'

/** A civil date, 'YYYY-MM-DD', as the database gives it. */
export type CivilDate = string

const inZone = (instant: Date, zone: string): Temporal.ZonedDateTime =>
  Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(zone)

/** The date on the wall calendar of a zone at an instant. */
export const localDate = (instant: Date, zone: string): CivilDate =>
  inZone(instant, zone).toPlainDate().toString()

/** How many days the month has in which an instant falls, in a zone: 29 for 22 February 2024. */
export const daysInMonthOf = (instant: Date, zone: string): number => inZone(instant, zone).daysInMonth

export const addDays = (date: CivilDate, days: number): CivilDate =>
  Temporal.PlainDate.from(date).add({ days }).toString()

/** Whole days from one date to another; negative when the second is earlier. */
export const daysBetween = (from: CivilDate, to: CivilDate): number =>
  Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: 'days' }).days

/** The first instant of a date in a zone (not always midnight: a clock change may skip it). */
export const startOfDate = (date: CivilDate, zone: string): Date =>
  new Date(Temporal.PlainDate.from(date).toZonedDateTime(zone).epochMilliseconds)

/** The instant at which a zone's clock shows a full hour of a date; hour 24 is the next date's start. */
export const hourOfDate = (date: CivilDate, hour: number, zone: string): Date =>
  hour === 24
    ? startOfDate(addDays(date, 1), zone)
    : new Date(
        Temporal.PlainDate.from(date).toZonedDateTime({
          timeZone: zone,
          plainTime: Temporal.PlainTime.from({ hour }),
        }).epochMilliseconds,
      )

/** The length in days of the bill cycle that a date falls into: 29 for 22 February 2024 with bill day 14. */
export function cycleDaysOf(date: CivilDate, billDay: number): number {
  const closes = billCloseAfter(date, billDay)
  const opened = Temporal.PlainDate.from(closes).subtract({ months: 1 }).toString()
  return daysBetween(opened, closes)
}

/**
 * The n-th bill close strictly after a date, for a bill day of 1 to 28 (rulings: "within two bill cycles" is the second).
 * 25 February with bill day 14: the first is 14 March, the second 14 April.
 */
export function billCloseAfter(date: CivilDate, billDay: number, nth = 1): CivilDate {
  if (!Number.isInteger(billDay) || billDay < 1 || billDay > 28) throw new RangeError('a bill day is 1 to 28')
  if (!Number.isInteger(nth) || nth < 1) throw new RangeError('the first bill close is number 1')
  const day = Temporal.PlainDate.from(date)
  const months = day.day < billDay ? nth - 1 : nth
  return day.with({ day: billDay }).add({ months }).toString()
}

/** The first day of a month written '2024-03', and the first of the next. */
export function monthRange(month: string): { first: CivilDate; next: CivilDate } {
  const first = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 })
  return { first: first.toString(), next: first.add({ months: 1 }).toString() }
}

/** Whether a text names a zone of the IANA list with a place in it ("America/Denver", "UTC"), not an offset. */
export function isTimeZone(zone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,40}$/.test(zone)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone })
    return true
  } catch {
    return false
  }
}
