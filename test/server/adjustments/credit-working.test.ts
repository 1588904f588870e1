import { expect, test } from 'vitest'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { startRun } from '#server/credits/start-run.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { inWork } from '#server/work.ts'
import { workOut } from '#shared/credits/working.ts'
import { sha256 } from '#shared/programmes/sha256.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { byTheHour } from '../credits/by-the-hour.ts'

const database = await openDesk({ businessDate: '2024-02-25', programme: null })
const desk = { actor: null }
const ids = {
  long: await addAccount(database, { lines: [{ hours: 11 }, { hours: 4 }, { hours: 0 }] }),
  untouched: await addAccount(database, { lines: [{ hours: 0 }] }),
}
const sofia = await signedIn(database, 'sofia')
const ask = (accountId: string) => sofia.adjustments.creditWorking({ accountId, outageId })
const pageOf = async (accountId: string) =>
  (await sofia.adjustments.accountPage({ accountId, outageId })).credit

test('where no programme is published there is nothing that could be worked out', async () => {
  expect(await refusalFrom(ask(ids.long))).toMatchObject({ code: 'NOT_FOUND' })
})

test('before a run it is worked out from what is known now, and says what the page says', async () => {
  await asTheDesk(database, (each) => publishAsDemoPeople(each, byTheHour))
  const working = await ask(ids.untouched)
  expect(working.decided).toBeNull()
  const { evaluation, same } = workOut(working, sha256)
  expect(same).toBeNull()
  expect(await pageOf(ids.untouched)).toMatchObject({ given: false, because: evaluation.because })
})

test('a credit is worked out from the facts, version and instant that were kept with it: the browser’s hash is the one that was stored', async () => {
  await runProgramme(database, desk, byTheHour)
  const working = await ask(ids.long)
  expect(working).toMatchObject({
    programme: { id: byTheHour.id, version: byTheHour.version },
    decided: { by: 'credit', amount: { minor: '1400' }, setOff: { minor: '0' }, because: null },
  })
  const { evaluation, same, parts } = workOut(working, sha256)
  expect(same).toBe(true)
  expect(evaluation.hash).toBe(working.decided?.hash)
  expect(evaluation.amount.minor).toBe('1400')
  // The account, its two lines that lost service, and what they come to together.
  expect(parts.at(0)).toMatchObject({ unit: null, steps: [] })
  expect(parts.flatMap(({ unit }) => unit ?? [])).toHaveLength(2)
  expect(parts.flatMap(({ steps }) => steps).length).toBeGreaterThan(1)
})

test('a refusal is worked out from what the run kept of it', async () => {
  const working = await ask(ids.untouched)
  const { same, evaluation } = workOut(working, sha256)
  expect(working.decided).toMatchObject({
    by: 'plan',
    amount: { minor: '0' },
    because: evaluation.because,
  })
  expect(same).toBe(true)
  expect(evaluation.decisions.some(({ passed }) => !passed)).toBe(true)
})

test('another fact, another amount or another document is not the same as what was decided', async () => {
  const working = await ask(ids.long)
  const { decided, programme, facts } = working
  if (!decided) throw new Error('It was decided.')
  const others = [
    { ...working, facts: { ...facts, account: { ...facts.account, market: 'WY', type: 'prepaid' } } },
    { ...working, decided: { ...decided, amount: { ...decided.amount, minor: '1500' } } },
    { ...working, programme: { ...programme, title: 'Another title' } },
    { ...working, at: '2024-03-01T00:00:00.000Z' },
  ]
  for (const other of others) expect(workOut(other, sha256).same).toBe(false)
})

test('what is planned and not paid yet is shown as planned', async () => {
  const accountId = await addAccount(database, { lines: [{ hours: 4 }] })
  await inWork(database, desk, (work) =>
    startRun(work, { programmeId: byTheHour.id, version: byTheHour.version }),
  )
  await workOnRuns(database, desk, { plan: planHere })
  const working = await ask(accountId)
  expect(working.decided).toMatchObject({ by: 'plan', amount: { minor: '400' }, because: null })
  expect(workOut(working, sha256).same).toBe(true)
})
