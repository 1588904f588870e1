import { sql } from 'kysely'
import type { Programme } from '#shared/programmes/document.ts'
import type { DraftPlace } from '#shared/programmes/draft-problems.ts'
import type { VersionFacts } from '#shared/programmes/permissions.ts'
import type { ProgrammeCause } from '#shared/programmes/states.ts'
import type { Db } from '../db/client.ts'
import { notFound, Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'

export type VersionKey = { programmeId: string; version: number }
export type LoadedVersion = VersionFacts & {
  readonly revision: number
  readonly text: string
  readonly document: Programme | null
  readonly hash: string | null
  readonly outageId: string | null
  readonly cause: ProgrammeCause
}

/** One version, locked until the transaction ends: whoever decides about it waits for whoever does so already. */
export async function loadVersion(work: Work, key: VersionKey): Promise<LoadedVersion> {
  const found = await sql<LoadedVersion>`
    select p.programme_id, p.version, p.state, p.revision, p.text, p.document, p.hash, p.outage_id, p.cause, p.author_id, s.name as author_name
    from programmes p left join staff s on s.staff_id = p.author_id
    where p.programme_id = ${key.programmeId} and p.version = ${key.version} for update of p`.execute(work.tx)
  const row = found.rows[0]
  if (!row) throw notFound('programme')
  return row
}

/** What a draft of this version for this outage meets at the desk. */
export async function placeOf(db: Db, key: VersionKey, outageId: string | null): Promise<DraftPlace> {
  const found = await sql<{ outageKnown: boolean; inForce: number | null }>`
    select exists (select from outages where outage_id = ${outageId}) as outage_known,
      (select version from programmes where programme_id = ${key.programmeId} and outage_id = ${outageId} and state = 'published') as in_force`.execute(
    db,
  )
  return { ...key, outageId, ...(found.rows[0] ?? { outageKnown: false, inForce: null }) }
}

/** Refused when somebody saved the draft since this person last saw it. */
export function insistOnRevision({ revision, programmeId, version }: LoadedVersion, seen: number): void {
  if (revision !== seen)
    throw new Refusal(
      'STALE',
      `Version ${version} of ${programmeId} was saved since you opened it. Reload to see it; what you typed is still here.`,
    )
}
