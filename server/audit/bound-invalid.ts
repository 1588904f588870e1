import type { Database } from '../db/client.ts'

const perMinute = 20
const minute = 60_000
const mostRemembered = 10_000

type Heard = Map<string, { since: number; count: number }>
/** Of each database its own: what this process heard of one desk says nothing of another. */
const ofDatabase = new WeakMap<Database, Heard>()

/** Invalid input of one session or address: so many a minute are written down, the last of them says that more are left out. */
export function boundInvalid(
  database: Database,
  who: string,
  now: Date,
  most: number = perMinute,
): 'write' | 'last' | 'leave out' {
  const heard: Heard = ofDatabase.get(database) ?? new Map()
  ofDatabase.set(database, heard)
  const at = now.getTime()
  const entry = heard.get(who)
  if (!entry || at - entry.since >= minute) {
    if (heard.size > mostRemembered) heard.clear()
    heard.set(who, { since: at, count: 1 })
    return 'write'
  }
  entry.count += 1
  return entry.count < most ? 'write' : entry.count === most ? 'last' : 'leave out'
}
