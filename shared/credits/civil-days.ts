import type { Programme } from '../programmes/document.ts'
import { addDays, hourOfDate, localDate, startOfDate } from '../time.ts'
import type { CivilDay } from './facts.ts'

/**
 * The civil days of a zone that an outage touches, as facts for the evaluator, which itself knows no zones. A day is as
 * long as the clock makes it: 23 hours when it goes forward.
 * @param holidays dates that are no working days, beside Saturdays and Sundays
 * @param dayWindow the local hours between which a programme counts, if it names some
 */
export function civilDays(
  from: Date,
  to: Date,
  zone: string,
  holidays: ReadonlySet<string> = new Set(),
  dayWindow?: Programme['trigger']['dayWindow'],
): CivilDay[] {
  const days: CivilDay[] = []
  const last = localDate(to, zone)
  for (let date = localDate(from, zone); date <= last; date = addDays(date, 1)) {
    const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
    days.push({
      startsAt: secondsOf(startOfDate(date, zone)),
      endsAt: secondsOf(startOfDate(addDays(date, 1), zone)),
      working: weekday > 0 && weekday < 6 && !holidays.has(date),
      ...(dayWindow && {
        opensAt: secondsOf(hourOfDate(date, dayWindow.fromHour, zone)),
        shutsAt: secondsOf(hourOfDate(date, dayWindow.toHour, zone)),
      }),
    })
  }
  return days
}

const secondsOf = (instant: Date): number => Math.floor(instant.getTime() / 1000)

/** Whether a programme looks at civil days at all: for the others the facts stay small. */
export const needsCivilDays = ({ trigger, benefits }: Programme): boolean =>
  trigger.clock.fromNextDay === true ||
  trigger.clock.grace !== undefined ||
  trigger.dayWindow !== undefined ||
  trigger.duration === 'calendarDays' ||
  JSON.stringify(benefits).includes('"count":"calendar"')
