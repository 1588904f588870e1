import { Temporal } from 'temporal-polyfill'

export type WindowTimeRead = { ok: true; instant: string } | { ok: false; because: string }

const local = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?)$/
const universal = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}(?::\d{2})?) ?Z$/i

/**
 * A time as somebody types it, by the outage's own clock: "2024-02-22 02:45", or with a Z by UTC. An hour that the clocks
 * skip or show twice is not guessed at.
 */
export function readWindowTime(text: string, zone: string): WindowTimeRead {
  const [, day, time] = universal.exec(text.trim()) ?? local.exec(text.trim()) ?? []
  if (!day || !time) return { ok: false, because: 'Write it as 2024-02-22 02:45.' }
  const inZone = universal.test(text.trim()) ? 'UTC' : zone
  let typed: Temporal.PlainDateTime
  try {
    typed = Temporal.PlainDateTime.from(`${day}T${time}`, { overflow: 'reject' })
  } catch {
    return { ok: false, because: 'There is no such day or time.' }
  }
  try {
    const at = typed.toZonedDateTime(inZone, { disambiguation: 'reject' })
    return { ok: true, instant: new Date(at.epochMilliseconds).toISOString() }
  } catch {
    return { ok: false, because: 'The clocks change then: write it by UTC, as 2024-11-03 06:30 Z.' }
  }
}

/** The same time as it would be typed; seconds only where there are some. */
export function windowTimeText(instant: string, zone: string): string {
  const at = Temporal.Instant.from(instant).toZonedDateTimeISO(zone)
  const time = at.toPlainTime().toString({ smallestUnit: at.second === 0 ? 'minute' : 'second' })
  return `${at.toPlainDate().toString()} ${time}`
}
