import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { JournalCursor } from '#shared/audit/schemas.ts'
import type { JournalRow } from '#shared/audit/views.ts'
import { pageOf, refusalFrom, signedIn, tokenOf } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'
import { seal, sealFiles } from '#test/support/journal-world.ts'
import { writeEvents } from '#test/support/many-events.ts'
import { writtenBy } from '#test/support/written.ts'

const database = await openDesk()
const desk = await httpDesk(database)
const audrey = await signedIn(database, 'audrey')
const exported = async (person: string, filter: object) =>
  fetch(`${desk.url}/exports/journal`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-makeright': '1',
      origin: desk.url,
      cookie: `makeright=${await tokenOf(database, person)}`,
    },
    body: JSON.stringify(filter),
  })

test('who looked at an account is found, by its page and by the searches that showed it', async () => {
  const accountId = await addAccount(database, { name: 'Isadora Vantongeren' })
  const alex = await signedIn(database, 'alex')
  await alex.accounts.search({ text: 'vantongeren' })
  await pageOf(alex, accountId)
  const { rows } = await audrey.audit.journal({ accountId, action: 'read' })
  expect(rows.map(({ person, action, detail }) => [person?.name, action, detail.what])).toEqual([
    ['Alex Rivera', 'read', 'account page'],
    ['Alex Rivera', 'read', 'search'],
  ])
  const lookups = await (await signedIn(database, 'sofia')).audit.lookups()
  expect(lookups.people.find(({ name }) => name === 'Alex Rivera')).toMatchObject({
    accounts: 1,
    searches: 1,
    standsOut: false,
  })
})

test('a customer is looked up by the minimum card, a call-back or the recent accounts as well, and counts once', async () => {
  const [one, two, three] = [
    await addAccount(database),
    await addAccount(database),
    await addAccount(database),
  ]
  const sam = await signedIn(database, 'sam')
  await sam.contacts.card({ accountId: one })
  await sam.contacts.callBack({ accountId: two, talksTo: 'holder' })
  await sam.accounts.recent({ accountIds: [one, two, three] })
  const { people } = await (await signedIn(database, 'sofia')).audit.lookups()
  expect(people.find(({ name }) => name === 'Sam Okafor')).toMatchObject({ accounts: 3 })
})

test('page after page shows every event once, newest first, whatever comes meanwhile', async () => {
  await writeEvents(database.db, 180, 7)
  const seen: JournalRow[] = []
  let after: JournalCursor | null = null
  do {
    const page: { rows: JournalRow[]; next: JournalCursor | null } = await audrey.audit.journal({
      action: 'read',
      personId: '5',
      after,
    })
    seen.push(...page.rows)
    after = page.next
    await writeEvents(database.db, 2)
  } while (after)
  const all = await sql<{ count: number }>`
    select (select count(*) from account_events where actor_id = 5 and action = 'read' and (detail ->> 'n' is null or (detail ->> 'n')::int > 2))::int
      + (select count(*) from desk_events where actor_id = 5 and action = 'read')::int as count`.execute(
    database.db,
  )
  expect(seen.length).toBe(all.rows[0]?.count)
  expect(new Set(seen.map(({ kind, eventId }) => `${kind} ${eventId}`)).size).toBe(seen.length)
  expect(seen.map(({ at }) => at)).toEqual([...seen.map(({ at }) => at)].sort().reverse())
})

test('an event shows its place in the chain, its seal, and a change made behind the desk’s back', async () => {
  await seal(database, await sealFiles())
  const { rows, state } = await audrey.audit.journal({ outcome: 'done' })
  expect(state.seal?.no).toBe('1')
  const sealed = rows.find(({ seq, kind }) => seq !== null && kind === 'desk')
  if (!sealed) throw new Error('Nothing is sealed.')
  const key = { kind: sealed.kind, eventId: sealed.eventId, accountId: null }
  expect(await audrey.audit.event(key)).toMatchObject({
    seq: sealed.seq,
    link: { isAsSealed: true },
    seal: { no: '1' },
  })
  await sql`alter table desk_events disable trigger permanent`.execute(database.db)
  await sql`update desk_events set reason = 'Never asked' where event_id = ${sealed.eventId}::bigint`.execute(
    database.db,
  )
  await sql`alter table desk_events enable trigger permanent`.execute(database.db)
  expect(await audrey.audit.event(key)).toMatchObject({ link: { isAsSealed: false } })
  expect(await refusalFrom(audrey.audit.event({ ...key, eventId: '99999999' }))).toMatchObject({
    code: 'NOT_FOUND',
  })
})

test('the export is whole, runs nothing in a spreadsheet, is an event itself, and is not for everybody', async () => {
  await sql`insert into desk_events (business_date, action, reason, detail, request_id)
    values ('2024-03-01', 'import', '=HYPERLINK("http://bad")', '{"amount": "-500"}', 'one')`.execute(
    database.db,
  )
  const { answer, events } = await writtenBy(database, () => exported('audrey', {}))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(events).toMatchObject([{ action: 'export-journal', outcome: 'done' }])
  const lines = (await answer.text()).trimEnd().split('\r\n')
  const all = await sql<{ count: number }>`
    select ((select count(*) from account_events) + (select count(*) from desk_events))::int as count`.execute(
    database.db,
  )
  expect(lines.length).toBe(1 + (all.rows[0]?.count ?? 0))
  expect(lines.find((line) => line.includes('HYPERLINK'))).toMatch(
    /,"import","done","","'=HYPERLINK\(""http:\/\/bad""\)",-500,"\{\}"$/,
  )
  const refused = await writtenBy(database, () => exported('alex', {}))
  expect(refused.answer.status).toBe(403)
  expect(refused.events).toMatchObject([{ action: 'export-journal', outcome: 'refused' }])
  expect((await exported('audrey', { strange: true })).status).toBe(400)
})
