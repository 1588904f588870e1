import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database, Db } from '../db/client.ts'
import { inWork, type Who } from '../work.ts'
import { type Kind, kinds } from './kinds.ts'

const batch = 5_000

export type Period = { kind: string; what: string; floorDays: number; keepDays: number }
export type Expired = { kind: string; rows: number }

/** How long each kind is kept, as the database says. */
export async function periodsOf(db: Db): Promise<Period[]> {
  const found = await db.selectFrom('retention').select(['kind', 'floorDays', 'keepDays']).execute()
  return kinds.flatMap(({ kind, what }) => {
    const row = found.find((each) => each.kind === kind)
    return row ? [{ ...row, what }] : []
  })
}

/** How many rows are over their time, nothing changed. */
export async function countExpired(db: Db): Promise<Expired[]> {
  const periods = await periodsOf(db)
  const counted: Expired[] = []
  for (const { kind, due } of kinds) {
    const period = periods.find((each) => each.kind === kind)
    if (!due || !period) continue
    const found = await sql<{ rows: number }>`select count(*)::int as rows ${due(period.keepDays)}`.execute(
      db,
    )
    counted.push({ kind, rows: found.rows[0]?.rows ?? 0 })
  }
  return counted
}

/**
 * Drops what is over its time, kind by kind and batch by batch. Each batch is one transaction with its event, so it may be
 * stopped at any point and started again.
 */
export async function expire(database: Database, who: Who): Promise<Expired[]> {
  const expired: Expired[] = []
  for (const kind of kinds) {
    if (!kind.drop) continue
    let rows = 0
    for (let dropped = batch; dropped === batch; rows += dropped)
      dropped = await dropBatch(database, who, kind)
    expired.push({ kind: kind.kind, rows })
  }
  return expired
}

function dropBatch(database: Database, who: Who, { kind, drop }: Kind): Promise<number> {
  return inWork(database, who, async (work) => {
    // Read with the batch: a period that was made longer meanwhile counts at once.
    const period = (await periodsOf(work.tx)).find((each) => each.kind === kind)
    if (!period || !drop) return 0
    const done = await drop(period.keepDays, batch).execute(work.tx)
    if (done.rows.length > 0)
      await recordDeskEvent(work, {
        action: 'expire',
        detail: { kind, rows: done.rows.length, keptDays: period.keepDays },
      })
    return done.rows.length
  })
}
