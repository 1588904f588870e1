import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { planThreads } from '#server/credits/plan-threads.ts'
import { planHere } from '#server/credits/run-programme.ts'
import { startRun } from '#server/credits/start-run.ts'
import { verifyRun } from '#server/credits/verify-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { runStates, runSteps } from '#shared/credits/run-states.ts'
import { give, refusalFrom, signedIn } from '#test/support/calls.ts'
import {
  asTheDesk,
  balanceOf,
  budgetTaken,
  deskJournal,
  openDesk,
  outageId,
  programme,
} from '#test/support/desk.ts'
import { addAccount, addAccounts } from '#test/support/factories.ts'

const database = await openDesk({ businessDate: '2024-02-25', automaticBudget: 6_000n })
const morgan = await signedIn(database, 'morgan')
const marta = await signedIn(database, 'marta')
const runner = { plan: planHere, lanes: 2 }
const work = () => workOnRuns(database, { actor: null }, runner)
const page = (runId: bigint) => morgan.credits.run({ runId: runId.toString() })
const start = (batchOf = 3) =>
  asTheDesk(database, (each) =>
    startRun(each, { programmeId: programme.id, version: programme.version, batchOf }),
  )
const stop = async (runId: bigint) =>
  morgan.credits.stopRun({ runId: runId.toString(), because: 'The end of a test.' })

let accounts: string[] = []
beforeAll(async () => {
  accounts = await addAccounts(
    database,
    Array.from({ length: 14 }, () => ({})),
  )
  await addAccount(database, { type: 'prepaid' })
  await addAccount(database, { type: 'business' })
})

describe('a run that is watched to its end', () => {
  let runId = 0n
  test('is planned first: counts, total, reasons and ten to look at, and nothing is paid', async () => {
    runId = (await start()).runId
    expect(await refusalFrom(start())).toMatchObject({ code: 'ALREADY_ASKED' })
    await work()
    const found = await page(runId)
    expect(found).toMatchObject({
      state: 'planned',
      looked: 16,
      due: 14,
      amountDue: { minor: '7000', currency: 'USD' },
      credited: 0,
      progress: { batches: 6, planned: 6, posted: 0 },
    })
    expect(found.preview.sample).toHaveLength(10)
    expect(found.preview.reasons.map(({ accounts }) => accounts)).toEqual([1, 1])
    expect(found.planHash).toMatch(/^[0-9a-f]{64}$/)
    expect(await balanceOf(database, accounts[0] ?? '')).toBe(0n)
  })

  test('a canary of four pays four, and waits for a look', async () => {
    await morgan.credits.postCanary({ runId: runId.toString(), accounts: 4 })
    await work()
    expect(await page(runId)).toMatchObject({
      state: 'checked',
      credited: 4,
      canary: { accounts: 4, credited: 4 },
    })
    const paid = await Promise.all(accounts.map((each) => balanceOf(database, each)))
    expect(paid).toEqual([500n, 500n, 500n, 500n, ...Array.from({ length: 10 }, () => 0n)])
  })

  test('whoever was given a credit meanwhile is left out, and that is written down', async () => {
    const alex = await signedIn(database, 'alex')
    await give(alex, accounts[13] ?? '', { amount: 500n, reason: 'not_received', note: 'Wants it today.' })
    await morgan.credits.postRest({ runId: runId.toString() })
  })

  test('the budget ends to the cent, and the run says so and waits', async () => {
    await work()
    const found = await page(runId)
    expect(found).toMatchObject({ state: 'paused', because: expect.stringContaining('budget') })
    const { counted, moved } = await budgetTaken(database, 'automatic')
    expect(counted).toBe(moved)
    expect(counted).toBeLessThanOrEqual(6000n)
    expect(counted).toBe(BigInt(found.amount.minor))
    await asTheDesk(database, (each) =>
      setBudget(each, { outageId, purpose: 'automatic', total: 1_000_000n, currency: 'USD' }),
    )
  })

  test('a stop of all automatic credits holds it, and lifting lets it go on', async () => {
    const desk = await marta.staff.stop({ scope: 'programmes', reason: 'A wrong notice.' })
    await morgan.credits.resumeRun({ runId: runId.toString() })
    await work()
    expect(await page(runId)).toMatchObject({
      state: 'paused',
      because: 'Automatic credits are stopped: A wrong notice.',
    })
    await marta.staff.lift({ switchId: desk.stops[0]?.switchId ?? '' })
    await morgan.credits.resumeRun({ runId: runId.toString() })
    await Promise.all([work(), work()])
    expect(await page(runId)).toMatchObject({
      state: 'finished',
      due: 14,
      credited: 13,
      amount: { minor: '6500' },
      leftOut: [{ accounts: 1, because: expect.stringContaining('after the plan') }],
    })
  })

  test('every account has one outcome, and the journal’s roots prove each credit', async () => {
    const paid = await Promise.all(accounts.map((each) => balanceOf(database, each)))
    expect(paid).toEqual(accounts.map(() => 500n))
    expect(await verifyRun(database.db, runId)).toEqual({ findings: [], batches: 7, credits: 13 })
    const events = await deskJournal(database, 'credit-batch')
    expect(events).toHaveLength(7)
    expect(new Set(events.map(({ detail }) => detail.root)).size).toBeGreaterThan(4)
  })

  test('a credit that was altered after the fact is found by its root', async () => {
    await sql`set session_replication_role = replica`.execute(database.db).catch(() => {})
    const altered =
      await sql`update credits set facts_hash = 'forged' where account_id = ${accounts[0] ?? ''}`
        .execute(database.db)
        .then(
          () => true,
          () => false,
        )
    await sql`set session_replication_role = origin`.execute(database.db).catch(() => {})
    const { findings } = await verifyRun(database.db, runId)
    expect(findings.length > 0).toBe(altered)
  })
})

describe('taking a whole run back', () => {
  let reversal = ''
  const first = async () => (await morgan.credits.runs({})).find((run) => run.kind === 'credit')?.runId ?? ''
  test('is asked for with a reason and approved by another manager', async () => {
    const asked = await morgan.credits.reverseRun({ runId: await first(), because: 'The wrong outage.' })
    reversal = asked.runId
    expect(
      await refusalFrom(marta.credits.reverseRun({ runId: await first(), because: 'Once more.' })),
    ).toMatchObject({ code: 'ALREADY_REVERSED' })
    await work()
    expect(await morgan.credits.run({ runId: reversal })).toMatchObject({
      state: 'planned',
      due: 13,
      amountDue: { minor: '6500' },
    })
    expect(await refusalFrom(morgan.credits.postRest({ runId: reversal }))).toMatchObject({
      code: 'NOT_ALLOWED',
    })
    expect(await refusalFrom(morgan.credits.approveRun({ runId: reversal }))).toMatchObject({
      code: 'SELF_APPROVAL',
    })
  })

  test('takes each credit back once, returns the budget and frees the cause', async () => {
    await marta.credits.approveRun({ runId: reversal })
    await Promise.all([work(), work()])
    expect(await marta.credits.run({ runId: reversal })).toMatchObject({ state: 'finished', credited: 13 })
    const { counted, moved } = await budgetTaken(database, 'automatic')
    expect([counted, moved]).toEqual([0n, 0n])
    expect(await balanceOf(database, accounts[0] ?? '')).toBe(0n)
    expect(await balanceOf(database, accounts[13] ?? '')).toBe(500n)
  })

  test('then the cause is free: a new run pays again', async () => {
    const { runId } = await start(100)
    const threads = planThreads(1)
    await workOnRuns(database, { actor: null }, threads)
    await threads.stop()
    await morgan.credits.postRest({ runId: runId.toString() })
    await work()
    expect(await page(runId)).toMatchObject({ state: 'finished', due: 13, credited: 13 })
    expect(await balanceOf(database, accounts[0] ?? '')).toBe(500n)
  })
})

describe('the state machine', () => {
  test('pause, stop and what cannot be undone', async () => {
    const { runId } = await start(100)
    const key = { runId: runId.toString() }
    await work()
    expect(await refusalFrom(morgan.credits.pauseRun({ ...key, because: 'Not running.' }))).toMatchObject({
      code: 'ALREADY_DECIDED',
    })
    await stop(runId)
    expect(await refusalFrom(morgan.credits.postRest(key))).toMatchObject({ code: 'ALREADY_DECIDED' })
    expect(await page(runId)).toMatchObject({ state: 'stopped', because: 'The end of a test.' })
  })

  test.each(runStates)('the database refuses the same steps from %s as the rule', async (from) => {
    for (const to of runStates.filter((each) => each !== from)) {
      const attempt = database.db.transaction().execute(async (tx) => {
        await sql`alter table programme_runs disable trigger legal_steps`.execute(tx)
        await sql`update programme_runs set state = ${from}, because = 'test' where run_id = 1`.execute(tx)
        await sql`alter table programme_runs enable trigger legal_steps`.execute(tx)
        await sql`update programme_runs set state = ${to} where run_id = 1`.execute(tx)
        throw new Error('allowed')
      })
      const words = runSteps[from].includes(to) ? 'allowed' : 'cannot go from'
      await expect(attempt, `${from} to ${to}`).rejects.toThrow(words)
    }
  })

  test('a plan never changes', async () => {
    await expect(sql`update run_plans set amount = 1 where run_id = 1`.execute(database.db)).rejects.toThrow(
      'permanent',
    )
  })
})
