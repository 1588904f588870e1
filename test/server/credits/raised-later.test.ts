import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { reverseCredit } from '#server/adjustments/reverse-credit.ts'
import { runProgramme } from '#server/credits/run-programme.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { inWork } from '#server/work.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { pageOf, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, openDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** Rogers in July 2022: one day of the plan first, five days four days later. Here for the desk's outage, in a month of 29 days. */
const rogers = (version: number, days: string): Programme => ({
  ...programme,
  version,
  title: `${days} days of service`,
  unit: { of: 'line' },
  benefits: [
    {
      id: 'days',
      title: 'Days of service',
      when: [],
      gives: { form: 'dailyRate', days: { count: 'fixed', days } },
      rateBase: { components: ['plan'], basis: 'current', denominator: 'daysInMonth' },
      instrument: 'billCredit',
    },
  ],
  delivery: { ...programme.delivery, closedAccounts: 'refund' },
  supersession:
    version === 1 ? { supersedes: null, mode: 'none' } : { supersedes: version - 1, mode: 'delta' },
})
const database = await openDesk({ businessDate: '2024-02-25', programme: null })
const desk = { actor: null }
const day = 172n // 5000 / 29 = 172.41
const five = 862n // 5 x 5000 / 29 = 862.07

const ids = {
  scheduled: await addAccount(database, { billDay: 24 }),
  accepted: await addAccount(database, { billDay: 3 }),
  applied: await addAccount(database, { billDay: 27 }),
  failed: await addAccount(database, { billDay: 28 }),
  partly: await addAccount(database, { billDay: 24 }),
  wholly: await addAccount(database, { billDay: 24 }),
}

test('version 1 pays each a day', async () => {
  await asTheDesk(database, (work) => publishAsDemoPeople(work, rogers(1, '1')))
  expect(await runProgramme(database, desk, rogers(1, '1'))).toMatchObject({ credited: 6 })
  for (const each of Object.values(ids)) expect(await balanceOf(database, each)).toBe(day)
})

test('version 2 pays exactly the difference, whatever became of the first credit', async () => {
  const reverse = async (accountId: string, amount: bigint) => {
    const found = await sql<{
      creditId: bigint
    }>`select credit_id from credits where account_id = ${accountId}`.execute(database.db)
    const actor = await actorNamed(database.db, 'sofia')
    await inWork(database, { actor }, (work) =>
      reverseCredit(work, {
        accountId,
        creditId: found.rows[0]?.creditId ?? 0n,
        amount,
        reason: 'Mistaken.',
      }),
    )
  }
  await reverse(ids.partly, 72n)
  await reverse(ids.wholly, day)
  await sql`update accounts set status = 'closed', closed_on = '2024-02-26' where account_id = ${ids.failed}`.execute(
    database.db,
  )
  await turnCycle(database, desk, '2024-03-01')
  const states = await sql<{
    accountId: string
    billing: string
  }>`select account_id, billing from credits`.execute(database.db)
  const stateOf = (id: string) => states.rows.find((row) => row.accountId === id)?.billing
  expect([ids.scheduled, ids.accepted, ids.applied, ids.failed].map(stateOf)).toEqual([
    'scheduled',
    'accepted',
    'applied',
    'failed',
  ])

  await asTheDesk(database, (work) => publishAsDemoPeople(work, rogers(2, '5')))
  const run = await runProgramme(database, desk, rogers(2, '5'))
  expect(run).toMatchObject({ credited: 6 })
  for (const each of Object.values(ids)) expect(await balanceOf(database, each)).toBe(five)
  const steps = await sql<{ accountId: string; step: number; amount: bigint }>`
    select account_id, step, amount from credits where run_id = ${run.runId}`.execute(database.db)
  const step = (id: string) => steps.rows.find((row) => row.accountId === id)
  expect(step(ids.scheduled)).toMatchObject({ step: 2, amount: five - day })
  expect(step(ids.partly)).toMatchObject({ step: 2, amount: five - 100n })
  expect(step(ids.wholly)).toMatchObject({ step: 1, amount: five })
})

test('a closed account gets the way the programme names', async () => {
  const found = await sql<{ billing: string; goesTo: string; failedBecause: string }>`
    select billing, goes_to, failed_because from credits where account_id = ${ids.failed} order by credit_id desc limit 1`.execute(
    database.db,
  )
  expect(found.rows[0]).toMatchObject({
    billing: 'failed',
    goesTo: 'refund',
    failedBecause: expect.stringContaining('refund'),
  })
})

test('once more it pays nobody, and the account page counts both steps', async () => {
  expect(await runProgramme(database, desk, rogers(2, '5'))).toMatchObject({ credited: 0 })
  const alex = await signedIn(database, 'alex')
  expect((await pageOf(alex, ids.scheduled, outageId)).offer.given.minor).toBe(five.toString())
})
