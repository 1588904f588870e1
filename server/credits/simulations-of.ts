import { sql } from 'kysely'
import type { SimulationRow } from '#shared/credits/simulation-views.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'

const shown = 5

/** The simulations of a version, the latest first. */
export async function simulationsOf(
  db: Db,
  key: { programmeId: string; version: number },
): Promise<SimulationRow[]> {
  const found = await sql<Omit<SimulationRow, 'startedAt'> & { startedAt: Date }>`
    select s.simulation_id::text, s.state, f.name as started_by, s.started_at, s.accounts_done as done, s.accounts_total as total, s.against,
      coalesce(s.document_hash = p.hash, false) as current, s.result, s.because
    from simulations s join staff f on f.staff_id = s.started_by
    join programmes p on p.programme_id = s.programme_id and p.version = s.version
    where s.programme_id = ${key.programmeId} and s.version = ${key.version}
    order by s.simulation_id desc limit ${shown}::int`.execute(db)
  if (found.rows.length === 0) await insistOnVersion(db, key)
  return found.rows.map((row) => ({ ...row, startedAt: row.startedAt.toISOString() }))
}

async function insistOnVersion(db: Db, key: { programmeId: string; version: number }): Promise<void> {
  const there = await db
    .selectFrom('programmes')
    .select('version')
    .where('programmeId', '=', key.programmeId)
    .where('version', '=', key.version)
    .executeTakeFirst()
  if (!there) throw notFound('version')
}
