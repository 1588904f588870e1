import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { planHere, runProgramme } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { publishAsDemoPeople } from '#server/demo/demo-programme.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, openDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const second = '2024-03-05-fibre'
const cut: Programme = {
  ...programme,
  id: 'fibre-2024-03-05',
  title: 'For the cut fibre',
  outage: second,
  benefits: programme.benefits.map((each) => ({ ...each, gives: { form: 'flat', minor: '300' } })),
}
const desk = { actor: null }
const database = await openDesk({ businessDate: '2024-03-08', automaticBudget: 1_000n })
const both = await addAccount(database)
const onlyFirst = await addAccount(database)
await asTheDesk(database, async (work) => {
  await addOutage(work, {
    id: second,
    name: 'Cut fibre',
    cause: 'fibre_cut',
    wording: 'Phones lost service.',
    timeZone: 'America/Chicago',
    windowSource: 'the carrier’s notice',
    sources: [],
    startsAt: new Date('2024-03-05T12:00:00Z'),
    endsAt: new Date('2024-03-05T18:00:00Z'),
  })
  await setBudget(work, { outageId: second, purpose: 'automatic', total: 300n, currency: 'USD' })
  await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
    select account_id, line_id, ${second}, 'hss', '2024-03-05T13:00:00Z', '2024-03-05T15:00:00Z', 'DEN001' from lines where account_id = ${both}`.execute(
    work.tx,
  )
  await measureImpacts(work, second)
  await publishAsDemoPeople(work, cut)
})
const morgan = await signedIn(database, 'morgan')
const marta = await signedIn(database, 'marta')
const alex = await signedIn(database, 'alex')
const given = async (of: string) => {
  const { offer } = await pageOf(alex, both, of)
  return offer.given.minor
}
const taken = async (of: string) => {
  const found = await sql<{ taken: bigint }>`
    select sum(taken)::bigint as taken from budget_stripes where budget_id = ${`automatic:${of}`}`.execute(
    database.db,
  )
  return found.rows[0]?.taken
}

test('each outage is a cause of its own, from a budget of its own', async () => {
  expect(await runProgramme(database, desk, programme)).toMatchObject({ credited: 2 })
  expect(await runProgramme(database, desk, cut)).toMatchObject({ looked: 2, credited: 1 })
  expect([await balanceOf(database, both), await balanceOf(database, onlyFirst)]).toEqual([800n, 500n])
  expect([await taken(outageId), await taken(second)]).toEqual([1000n, 300n])
  const claims = await sql<{ outageId: string; step: number }>`
    select outage_id, step from claims where account_id = ${both} and freed_at is null order by outage_id`.execute(
    database.db,
  )
  expect(claims.rows).toEqual([
    { outageId, step: 1 },
    { outageId: second, step: 1 },
  ])
  expect([await given(outageId), await given(second)]).toEqual(['500', '300'])
})

test('once more each pays nobody, whatever the other one paid', async () => {
  expect(await runProgramme(database, desk, programme)).toMatchObject({ credited: 0 })
  expect(await runProgramme(database, desk, cut)).toMatchObject({ credited: 0 })
})

test('the used-up budget of one is not helped out by the other', async () => {
  await addAccount(database)
  await expect(runProgramme(database, desk, programme)).rejects.toThrow('budget')
  expect([await taken(outageId), await taken(second)]).toEqual([1000n, 300n])
})

test('taking one back leaves the other as it is', async () => {
  const runs = await morgan.credits.runs({ programmeId: cut.id })
  const { runId = '' } = runs.at(-1) ?? {}
  const back = await morgan.credits.reverseRun({ runId, because: 'It was the weather.' })
  await workOnRuns(database, desk, { plan: planHere, only: BigInt(back.runId) })
  await marta.credits.approveRun(back)
  await workOnRuns(database, desk, { plan: planHere, only: BigInt(back.runId) })
  expect([await given(outageId), await given(second)]).toEqual(['500', '0'])
  expect([await taken(outageId), await taken(second)]).toEqual([1000n, 0n])
  expect(await refusalFrom(marta.credits.approveRun(back))).toMatchObject({ code: 'ALREADY_DECIDED' })
})
