import { sql } from 'kysely'
import type { Work } from '../work.ts'

/**
 * A batch joins thousands of rows that no statistics know of, and a nested loop over them would take seconds. Each side is
 * a range of one key: read once and joined by hash or merge it takes milliseconds. The planner believes what it must not do
 * to be dear, and would compile the statement first, which takes longer than running it.
 */
export async function joinByRange(work: Work): Promise<void> {
  await sql`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`.execute(
    work.tx,
  )
}
