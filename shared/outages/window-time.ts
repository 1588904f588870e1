export type WindowTimeRead = { ok: true; instant: string } | { ok: false; because: string }

const typed = /^(\d{4})-(\d{2})-(\d{2})[ T](\d{2}):(\d{2})(?::(\d{2}))?( ?Z)?$/i
const day = 86_400_000

/**
 * A time as somebody types it, by the outage's own clock: "2024-02-22 02:45", or with a Z by UTC. An hour that the clocks
 * skip or show twice is not guessed at. With Intl, because the client reads it while it is typed.
 */
export function readWindowTime(text: string, zone: string): WindowTimeRead {
  const parts = typed.exec(text.trim())
  if (!parts) return { ok: false, because: 'Write it as 2024-02-22 02:45.' }
  const [, year, month, date, hour, minute, second = '00', universal] = parts
  const shown = Date.parse(`${year}-${month}-${date}T${hour}:${minute}:${second}.000Z`)
  // Date.parse takes 31 February for 2 March, and hour 24 for the next day.
  if (Number.isNaN(shown) || wallText(shown) !== `${year}-${month}-${date} ${hour}:${minute}:${second}`)
    return { ok: false, because: 'There is no such day or time.' }
  if (universal) return { ok: true, instant: new Date(shown).toISOString() }
  // The clock of the day before and of the day after: they differ where it was changed between.
  const offsets = new Set([shown - day, shown + day].map((at) => wallAt(at, zone) - at))
  const instants = [...offsets].map((offset) => shown - offset).filter((at) => wallAt(at, zone) === shown)
  const [instant, another] = instants
  return instant === undefined || another !== undefined
    ? { ok: false, because: 'The clocks change then: write it by UTC, as 2024-11-03 06:30 Z.' }
    : { ok: true, instant: new Date(instant).toISOString() }
}

/** The same time as it would be typed; seconds only where there are some. */
export const windowTimeText = (instant: string, zone: string): string =>
  wallText(wallAt(Date.parse(instant), zone)).replace(/:00$/, '')

/** What the zone's clock shows at an instant, as if it were UTC. */
function wallAt(instant: number, zone: string): number {
  const shown: Record<string, number> = {}
  for (const { type, value } of clockOf(zone).formatToParts(instant)) shown[type] = Number(value)
  const { year = 0, month = 1, day: date = 1, hour = 0, minute = 0, second = 0 } = shown
  return Date.UTC(year, month - 1, date, hour, minute, second)
}

const wallText = (wall: number): string => new Date(wall).toISOString().slice(0, 19).replace('T', ' ')

const clockOf = (timeZone: string): Intl.DateTimeFormat =>
  new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
