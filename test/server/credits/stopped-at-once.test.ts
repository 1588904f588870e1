import { sql } from 'kysely'
import { expect, test, vi } from 'vitest'
import { planHere } from '#server/credits/run-programme.ts'
import { startRun } from '#server/credits/start-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'

const database = await openDesk({ businessDate: '2024-02-25' })
const morgan = await signedIn(database, 'morgan')
const marta = await signedIn(database, 'marta')
// Three hundred batches of one account each, on one connection where the database is embedded.
vi.setConfig({ testTimeout: 60_000 })

test.each(['programmes', `programme:${programme.id}`])(
  'a stop of %s takes hold in the middle of a run: no batch begins after it, and within a second the run waits',
  async (scope) => {
    await addAccounts(
      database,
      Array.from({ length: 150 }, () => ({})),
    )
    const { runId } = await asTheDesk(database, (work) =>
      startRun(work, { programmeId: programme.id, version: programme.version, batchOf: 1 }),
    )
    const key = { runId: runId.toString() }
    await workOnRuns(database, { actor: null }, { plan: planHere })
    const { due } = await morgan.credits.run(key)
    expect(due).toBe(150)
    await morgan.credits.postRest(key)

    let [posted, underWay] = [0, () => {}]
    const begun = new Promise<void>((resolve) => {
      underWay = resolve
    })
    const onBatch = (_run: unknown, looked: number) => {
      posted += looked
      if (posted >= 5) underWay()
    }
    const run = workOnRuns(database, { actor: null }, { plan: planHere, lanes: 2, onBatch })
    await begun
    await marta.staff.stop({ scope, reason: 'The wrong text.' })
    // Later than the stop's commit, so a batch that began after this certainly began after the stop.
    const stopped = await sql<{ at: Date }>`select clock_timestamp() as at`.execute(database.db)
    await run
    const at = stopped.rows[0]?.at ?? new Date(Number.NaN)
    const found = await sql<{ began: number; total: number; lastAfter: number | null; pausedAfter: number }>`
      select count(*) filter (where happened_at > ${at})::int as began, count(*)::int as total,
        (select extract(epoch from max(posted_at) - ${at}::timestamptz)::float8 from run_batches where run_id = ${runId}) as last_after,
        (select extract(epoch from max(happened_at) - ${at}::timestamptz)::float8 from desk_events where action = 'pause-run' and detail ->> 'runId' = ${key.runId}) as paused_after
      from desk_events where action = 'credit-batch' and detail ->> 'runId' = ${key.runId}`.execute(
      database.db,
    )
    const seen = found.rows[0]
    expect(seen?.began).toBe(0)
    expect(seen?.lastAfter).toBeLessThan(1)
    expect(seen?.pausedAfter).toBeLessThan(1)
    const page = await morgan.credits.run(key)
    expect(page).toMatchObject({
      state: 'paused',
      because: 'Automatic credits are stopped: The wrong text.',
    })
    expect(page.credited).toBeGreaterThanOrEqual(5)
    expect(page.credited).toBeLessThan(due)

    const { stops } = await marta.staff.desk()
    await marta.staff.lift({ switchId: stops[0]?.switchId ?? '' })
    await morgan.credits.resumeRun(key)
    await workOnRuns(database, { actor: null }, { plan: planHere, lanes: 2 })
    expect(await morgan.credits.run(key)).toMatchObject({ state: 'finished', credited: 150 })
    const twice = await sql`select account_id from transfers where kind = 'post' and outage_id = ${outageId}
      group by account_id having count(*) > 1`.execute(database.db)
    expect(twice.rows).toEqual([])
  },
)
