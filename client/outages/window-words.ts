import { clock, dayIn, duration, zoneName } from '#client/ui/format.ts'

type Window = { startsAt: string; endsAt: string }

export const secondsOf = ({ startsAt, endsAt }: Window): number =>
  Math.max(0, (Date.parse(endsAt) - Date.parse(startsAt)) / 1000)

/** "02:45–14:10 CT, 22 Feb", with both days where the window ends on another one. */
export function windowWords(window: Window, timeZone: string): string {
  const { startsAt, endsAt } = window
  const zone = zoneName(timeZone, startsAt)
  const [from, to] = [dayIn(startsAt, timeZone), dayIn(endsAt, timeZone)]
  return from === to
    ? `${clock(startsAt, timeZone)}–${clock(endsAt, timeZone)} ${zone}, ${from}`
    : `${clock(startsAt, timeZone)}, ${from} – ${clock(endsAt, timeZone)}, ${to} ${zone}`
}

/** "6 h 10 m shorter", "1 h longer", "as long". */
export function changeWords(before: Window, after: Window): string {
  const change = secondsOf(after) - secondsOf(before)
  if (change === 0) return before.startsAt === after.startsAt ? 'the same window' : 'as long, at another time'
  return `${duration(Math.abs(change))} ${change > 0 ? 'longer' : 'shorter'}`
}
