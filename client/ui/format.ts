const cache = new Map<string, Intl.DateTimeFormat>()

function formatter(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options)
  const known = cache.get(key)
  if (known) return known
  // en-GB: "14 Mar" and "02:45" without a comma or AM; zone names come from en-US, which knows the American ones.
  const made = new Intl.DateTimeFormat(options.timeZoneName ? 'en-US' : 'en-GB', options)
  cache.set(key, made)
  return made
}

/** A civil date 'YYYY-MM-DD' has no zone: it is read and shown in UTC so that no zone can move it. */
const civil = (day: string): Date => new Date(`${day.slice(0, 10)}T00:00:00Z`)
const utc = { timeZone: 'UTC' } as const

/** "14 Mar" */
export const day = (date: string): string =>
  formatter({ day: 'numeric', month: 'short', ...utc })
    .format(civil(date))
    .replace('Sept', 'Sep')
/** "14 March" */
export const dayLong = (date: string): string =>
  formatter({ day: 'numeric', month: 'long', ...utc }).format(civil(date))
/** "14 March 2024" */
export const dayYear = (date: string): string =>
  formatter({ day: 'numeric', month: 'long', year: 'numeric', ...utc }).format(civil(date))

/** "25 Feb" of an instant, as the calendar in that zone has it. */
export const dayIn = (instant: string, timeZone: string): string =>
  formatter({ day: 'numeric', month: 'short', timeZone }).format(new Date(instant)).replace('Sept', 'Sep')
/** "25 February 2024", likewise. */
export const dayYearIn = (instant: string, timeZone: string): string =>
  formatter({ day: 'numeric', month: 'long', year: 'numeric', timeZone }).format(new Date(instant))
/** "02:45"; without a zone that of this computer. */
export const clock = (instant: string | number, timeZone?: string): string =>
  formatter({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(instant))
/** "14:02:11" */
export const clockSeconds = (instant: string | number, timeZone?: string): string =>
  formatter({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23', timeZone }).format(
    new Date(instant),
  )

/** "CT", "ET", "PT"; "AST" where the generic name is a sentence. */
export function zoneName(timeZone: string, instant: string | number = Date.now()): string {
  const named = (timeZoneName: 'shortGeneric' | 'short') =>
    formatter({ timeZone, timeZoneName })
      .formatToParts(new Date(instant))
      .find((part) => part.type === 'timeZoneName')?.value ?? timeZone
  const generic = named('shortGeneric')
  return generic.length <= 4 ? generic : named('short')
}

/** "02:45 CT" */
export const clockZone = (instant: string, timeZone: string): string =>
  `${clock(instant, timeZone)} ${zoneName(timeZone, instant)}`
/** "25 Feb, 16:20 CT" */
export const dayClockZone = (instant: string, timeZone: string): string =>
  `${dayIn(instant, timeZone)}, ${clockZone(instant, timeZone)}`

/** "10 h 12 m", "52 m", "under 1 m". Floors to the minute, as the rules for display say. */
export function duration(seconds: number): string {
  const minutes = Math.floor(seconds / 60)
  if (minutes < 1) return seconds > 0 ? 'under 1 m' : '0 m'
  const hours = Math.floor(minutes / 60)
  const rest = minutes % 60
  return hours === 0 ? `${rest} m` : `${hours} h ${rest.toString().padStart(2, '0')} m`
}

/** How long ago: "under 1 m", "14 m", "1 h 06 m", "3 d". */
export function age(instant: string, now: number): string {
  const seconds = Math.max(0, (now - Date.parse(instant)) / 1000)
  return seconds < 86_400 * 2 ? duration(Math.max(1, seconds)) : `${Math.floor(seconds / 86_400)} d`
}

/** "401 002 317": account numbers in groups of three, for the eye only; copying and links use the bare one. */
export const accountNumber = (accountId: string): string =>
  /^\d{9}$/.test(accountId) ? accountId.replace(/(\d{3})(?=\d)/g, '$1\u202f') : accountId

/** "1 line", "5 lines" */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`
