/** What `outage add` takes: the incident, its adjudicated window, and what each source said about its start and end. */
export type OutageFile = {
  id: string
  name: string
  cause: string
  startsAt: Date
  endsAt: Date
  windowSource: string
  wording: string
  timeZone: string
  sources: { source: string; startsAt: Date | null; endsAt: Date | null; remark: string }[]
}
export type OutageFileRead = { ok: true; outage: OutageFile } | { ok: false; problems: string[] }

const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/
type Fields = Record<string, unknown>
const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Reads an outage file; every problem at once, each naming its field. */
export function readOutageFile(value: unknown, isTimeZone: (zone: string) => boolean): OutageFileRead {
  if (!isFields(value)) return { ok: false, problems: ['the file must hold one JSON object'] }
  const problems: string[] = []
  const known = [
    'id',
    'name',
    'cause',
    'startsAt',
    'endsAt',
    'windowSource',
    'wording',
    'timeZone',
    'sources',
  ]
  for (const key of Object.keys(value))
    if (!known.includes(key)) problems.push(`${key} is not a field of an outage`)

  const text = (fields: Fields, key: string, path = key, longest = 500): string => {
    const found = fields[key]
    if (typeof found === 'string' && found.trim() !== '' && found.length <= longest) return found.trim()
    problems.push(`${path} must be a text of 1 to ${longest} characters`)
    return ''
  }
  const instant = (fields: Fields, key: string, path = key): Date | null => {
    const found = fields[key]
    const at = typeof found === 'string' && zoned.test(found) ? new Date(found) : null
    if (at && !Number.isNaN(at.getTime())) return at
    problems.push(`${path} must be an instant with its zone, such as 2024-02-22T08:45:00Z`)
    return null
  }

  const id = text(value, 'id', 'id', 64)
  if (id !== '' && !/^[a-z0-9-]{3,64}$/.test(id))
    problems.push('id must be 3 to 64 small letters, digits or hyphens')
  const timeZone = text(value, 'timeZone')
  if (timeZone !== '' && !isTimeZone(timeZone))
    problems.push(`timeZone ${timeZone} is not a zone such as America/Chicago`)
  const startsAt = instant(value, 'startsAt')
  const endsAt = instant(value, 'endsAt')
  if (startsAt && endsAt && endsAt <= startsAt) problems.push('endsAt must be later than startsAt')

  const given = value.sources ?? []
  if (!Array.isArray(given)) problems.push('sources must be a list')
  const sources = (Array.isArray(given) ? given : []).flatMap((each: unknown, index) => {
    const path = `sources[${index}]`
    if (!isFields(each)) {
      problems.push(`${path} must be an object`)
      return []
    }
    const moment = (key: string) =>
      each[key] === undefined || each[key] === null ? null : instant(each, key, `${path}.${key}`)
    const remark = each.remark === undefined ? '' : text(each, 'remark', `${path}.remark`, 1000)
    return [
      {
        source: text(each, 'source', `${path}.source`, 200),
        startsAt: moment('startsAt'),
        endsAt: moment('endsAt'),
        remark,
      },
    ]
  })
  if (new Set(sources.map((each) => each.source)).size < sources.length)
    problems.push('two sources have the same name')

  const rest = {
    name: text(value, 'name'),
    cause: text(value, 'cause'),
    windowSource: text(value, 'windowSource'),
    wording: text(value, 'wording'),
  }
  if (problems.length > 0 || !startsAt || !endsAt) return { ok: false, problems }
  return { ok: true, outage: { id, ...rest, startsAt, endsAt, timeZone, sources } }
}
