import { readdir, readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadFacts } from '#server/credits/load-facts.ts'
import { outageFacts } from '#server/credits/outage-facts.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import { reAdjudicateOutage } from '#server/outages/re-adjudicate-outage.ts'
import { adjudicationStates, adjudicationSteps } from '#shared/outages/states.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk, outageId, window } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
await addAccount(database, { lines: [{ hours: 11 }, { hours: 0 }] })

test('the facts in a proposed window are, for every programme, those that are measured when it is in force', async () => {
  const spread = await addAccount(database, { lines: [{ hours: 1 }, { hours: 9, open: true }] })
  await asTheDesk(database, async (each) => {
    await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
      select account_id, line_id, ${outageId}, source, detached_at, reattached_at, 'DEN002' from lines, (values
        ('hss', timestamptz '2024-02-22T10:30:00Z', timestamptz '2024-02-22T11:30:00Z'), ('mme', '2024-02-22T12:00:00.5Z', null)) more (source, detached_at, reattached_at)
      where account_id = ${spread}`.execute(each.tx)
    await measureImpacts(each, outageId)
  })
  const folder = new URL('../../../programmes/', import.meta.url)
  const programmes = await Promise.all(
    (await readdir(folder))
      .filter((name) => name.endsWith('.json'))
      .map(async (name) => JSON.parse(await readFile(new URL(name, folder), 'utf8')) as Programme),
  )
  const other = { startsAt: new Date('2024-02-22T09:20:00Z'), endsAt: new Date('2024-02-22T13:45:30.500Z') }
  const range = { after: '', limit: 1000 }
  const factsOf = async (proposed: typeof other | null) =>
    Promise.all(
      programmes.map(async (each) =>
        (await loadFacts(database.db, await outageFacts(database.db, each, outageId, proposed), range)).map(
          ({ facts }) => facts,
        ),
      ),
    )
  const before = await factsOf(null)
  const supposed = await factsOf(other)
  expect(supposed).not.toEqual(before)
  await asTheDesk(database, (each) =>
    reAdjudicateOutage(each, { outageId, ...other, windowSource: 'a test', because: 'A test of it.' }),
  )
  expect(await factsOf(null)).toEqual(supposed)
})

test.each(adjudicationStates)('the database refuses the same steps from %s as the rule', async (from) => {
  const morgan = await signedIn(database, 'morgan')
  const { proposal } = await morgan.credits.outage({ outageId })
  if (!proposal)
    await morgan.credits.proposeWindow({
      outageId,
      startsAt: window.startsAt.toISOString(),
      endsAt: window.endsAt.toISOString(),
      windowSource: 'a test',
      because: 'A test of it.',
    })
  const of = sql`adjudication_id = (select min(adjudication_id) from adjudications)`
  for (const to of adjudicationStates.filter((each) => each !== from)) {
    const by = (state: string) =>
      state === 'proposed'
        ? sql`state = ${state}, decided_by = null, decided_at = null, decided_because = null`
        : sql`state = ${state}, decided_at = now(), decided_because = 'a test',
            decided_by = case when ${state} = 'withdrawn' then proposed_by else (select max(staff_id) from staff where staff_id <> proposed_by) end`
    const attempt = database.db.transaction().execute(async (tx) => {
      await sql`alter table adjudications disable trigger legal_steps`.execute(tx)
      await sql`update adjudications set ${by(from)} where ${of}`.execute(tx)
      await sql`alter table adjudications enable trigger legal_steps`.execute(tx)
      await sql`update adjudications set ${by(to)} where ${of}`.execute(tx)
      throw new Error('allowed')
    })
    const words = adjudicationSteps[from].includes(to) ? 'allowed' : 'cannot go from'
    await expect(attempt, `${from} to ${to}`).rejects.toThrow(words)
  }
})
