import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, budgetTaken, openDesk, programme } from '#test/support/desk.ts'
import { addAccounts } from '#test/support/factories.ts'

/** The $5 replaced by $8: not three more, but eight after the five are back. */
const eight: Programme = {
  ...programme,
  version: 2,
  benefits: programme.benefits.map((each) => ({ ...each, gives: { form: 'flat', minor: '800' } })),
  supersession: { supersedes: 1, mode: 'replace' },
}
const desk = { actor: null }
const database = await openDesk({ businessDate: '2024-02-25' })
const accounts = await addAccounts(database, [{}, {}, {}])
const morgan = await signedIn(database, 'morgan')
const marta = await signedIn(database, 'marta')
const work = () => workOnRuns(database, desk, { plan: planHere })
const balances = () => Promise.all(accounts.map((each) => balanceOf(database, each)))
let first = ''

test('a version that replaces is not run before what it replaces is back', async () => {
  first = String((await runProgramme(database, desk, programme)).runId)
  await asTheDesk(database, (each) => publishAsDemoPeople(each, eight))
  const start = () => refusalFrom(morgan.credits.startRun({ programmeId: eight.id, version: 2 }))
  const refusal = {
    code: 'BAD_REQUEST',
    message: expect.stringContaining(`Take run ${first} of version 1 back first`),
  }
  expect(await start()).toMatchObject(refusal)
  const back = await morgan.credits.reverseRun({ runId: first, because: 'Eight, and not five.' })
  await work()
  // Asked for and planned, but not yet approved: nothing is back.
  expect(await start()).toMatchObject(refusal)
  await marta.credits.approveRun(back)
  await work()
  expect(await balances()).toEqual([0n, 0n, 0n])
})

test('then it pays each once and in full', async () => {
  expect(await runProgramme(database, desk, eight)).toMatchObject({ credited: 3, amount: 2400n })
  expect(await balances()).toEqual([800n, 800n, 800n])
  expect(await runProgramme(database, desk, eight)).toMatchObject({ credited: 0 })
  expect(await balances()).toEqual([800n, 800n, 800n])
  const { counted, moved } = await budgetTaken(database, 'automatic')
  expect([counted, moved]).toEqual([2400n, 2400n])
  const steps = await sql<{ step: number; n: number }>`
    select step, count(*)::int as n from claims where freed_at is null group by step`.execute(database.db)
  expect(steps.rows).toEqual([{ step: 1, n: 3 }])
})
