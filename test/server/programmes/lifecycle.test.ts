import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { budgetLeft } from '#server/ledger/budgets.ts'
import { programmeStates, programmeSteps } from '#shared/programmes/states.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { deskJournal, openDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [morgan, marta, audrey] = await Promise.all(
  ['morgan', 'marta', 'audrey'].map((name) => signedIn(database, name)),
)
if (!morgan || !marta || !audrey) throw new Error('nobody is signed in')

type Change = Record<string, unknown>
const textOf = (change: Change = {}) => JSON.stringify({ ...programme, ...change }, null, 2)
const second = { version: 2, supersession: { supersedes: 1, mode: 'delta' } }
const save = (text: string, by = morgan) => by.programmes.save({ draft: null, text, outageId: null })
const decided = ({
  programmeId,
  version,
  revision,
}: {
  programmeId: string
  version: number
  revision: number
}) => ({
  programmeId,
  version,
  revision,
})
const versionsOf = async (programmeId = programme.id) =>
  (await audrey.programmes.page({ programmeId })).versions
const stateOf = async (version: number, programmeId = programme.id) =>
  (await versionsOf(programmeId)).find((each) => each.version === version)?.state

test('a draft is kept with its problems, each with line, path and words; only a whole document is submitted', async () => {
  const draft = await save(textOf({ ...second, eligibility: 'everybody', currency: 'dollars' }))
  expect(draft.problems.map(({ line, path }) => [line > 1, path])).toEqual([
    [true, 'currency'],
    [true, 'eligibility'],
  ])
  expect(await refusalFrom(morgan.programmes.submit(decided(draft)))).toMatchObject({ code: 'BAD_REQUEST' })
  const key = { programmeId: draft.programmeId, version: 2 }
  const mended = await morgan.programmes.save({
    draft: { ...key, revision: draft.revision },
    text: textOf(second),
    outageId: null,
  })
  expect(mended).toMatchObject({ revision: 2, problems: [] })
  expect(
    await refusalFrom(
      morgan.programmes.save({ draft: { ...key, revision: 1 }, text: textOf(second), outageId: null }),
    ),
  ).toMatchObject({ code: 'STALE' })
})

test('nobody publishes what they wrote; a second person does, and version 1 is superseded in the same instant', async () => {
  const key = { programmeId: programme.id, version: 2, revision: 2 }
  expect(await refusalFrom(marta.programmes.submit(key))).toMatchObject({ code: 'NOT_ALLOWED' })
  await morgan.programmes.submit(key)
  expect(await refusalFrom(morgan.programmes.publish(key))).toMatchObject({ code: 'SELF_APPROVAL' })
  await marta.programmes.return({ programmeId: programme.id, version: 2, reason: 'The wording is unclear.' })
  expect((await versionsOf())[0]).toMatchObject({
    state: 'draft',
    returned: { by: 'Marta Kowalska', because: 'The wording is unclear.' },
  })
  await morgan.programmes.submit(key)
  await marta.programmes.publish(key)
  expect([await stateOf(1), await stateOf(2)]).toEqual(['superseded', 'published'])
  expect((await deskJournal(database, 'publish-programme')).at(-1)).toMatchObject({
    actor: 'Marta Kowalska',
    detail: { programme: programme.id, version: 2 },
  })
})

test('the account page and the header cite the version that is in force', async () => {
  const accountId = await addAccount(database, { type: 'business' })
  const { credit } = await audrey.adjustments.accountPage({ accountId })
  expect(credit).toMatchObject({ given: false, programme: { version: 2 } })
  expect((await audrey.staff.desk()).outage?.programme).toBe(`${programme.title} v2`)
})

test('another programme for the same outage and cause is refused in words; one that a law asks for is another cause', async () => {
  const rival = await save(textOf({ id: 'rival-programme' }), marta)
  await marta.programmes.submit(decided(rival))
  const refused = await refusalFrom(morgan.programmes.publish(decided(rival)))
  expect(refused).toMatchObject({ code: 'ALREADY_GIVEN' })
  expect(refused.message).toContain('“Make it right” (make-it-right-2024-02-22, version 2) is in force')
  const law = await save(
    textOf({ id: 'the-law', trigger: { ...programme.trigger, kind: 'statutory' } }),
    marta,
  )
  await marta.programmes.submit(decided(law))
  await morgan.programmes.publish(decided(law))
  expect([await stateOf(1, 'rival-programme'), await stateOf(1, 'the-law')]).toEqual([
    'submitted',
    'published',
  ])
})

test('a version has to supersede the one in force, and to be about an outage of the desk', async () => {
  const words = async (change: Change) =>
    (await save(textOf(change))).problems.map((problem) => problem.words)
  expect(await words({ version: 3 })).toEqual(['version 2 is in force: this one has to supersede it'])
  expect(await words({ version: 4, supersession: { supersedes: 1, mode: 'delta' } })).toHaveLength(1)
  expect(await words({ id: 'elsewhere', outage: 'no-such-outage' })).toEqual([
    'there is no such outage at this desk: add it with npm run outage',
  ])
  expect(await words({ id: 'standing', outage: null })).toEqual([
    'names no outage: choose beside the text for which one it is published',
  ])
  expect(
    (await morgan.programmes.save({ draft: null, text: textOf({ id: 'for-this', outage: null }), outageId }))
      .problems,
  ).toEqual([])
})

test('a text that names no programme or an existing version is not taken as a new draft', async () => {
  expect(await refusalFrom(save('{ "title": "No id" }'))).toMatchObject({ code: 'BAD_REQUEST' })
  expect(await refusalFrom(save('not JSON'))).toMatchObject({ code: 'BAD_REQUEST' })
  expect(await refusalFrom(save(textOf()))).toMatchObject({ code: 'STALE' })
})

test('publishing sets the budget that the programme names; below what was given it is refused and nothing changes', async () => {
  const budget = { total: '900000', reserve: '100000', warnAtPercent: [80], hardStop: true }
  const next = (version: number, more: Change) =>
    save(textOf({ version, supersession: { supersedes: version === 5 ? 2 : 5, mode: 'delta' }, ...more }))
  const five = await next(5, { budget })
  await morgan.programmes.submit(decided(five))
  await marta.programmes.publish(decided(five))
  expect(await budgetLeft(database.db, `automatic:${outageId}`)).toBe(800_000n)
  await sql`update budget_stripes set taken = 500, allotted = 500 where budget_id = ${`automatic:${outageId}`} and stripe = 0`.execute(
    database.db,
  )
  const six = await next(6, { budget: { ...budget, total: '100400' } })
  await morgan.programmes.submit(decided(six))
  expect(await refusalFrom(marta.programmes.publish(decided(six)))).toMatchObject({ code: 'OVER_BUDGET' })
  expect([await stateOf(5), await stateOf(6)]).toEqual(['published', 'submitted'])
  await sql`update budget_stripes set taken = 0 where budget_id = ${`automatic:${outageId}`}`.execute(
    database.db,
  )
})

test('withdrawing ends a version with a reason, and the desk then says that none is in force', async () => {
  await morgan.programmes.withdraw({ programmeId: programme.id, version: 5, reason: 'A wrong amount.' })
  expect((await versionsOf()).find((each) => each.version === 5)).toMatchObject({
    state: 'withdrawn',
    ended: { by: 'Morgan Hale', because: 'A wrong amount.' },
  })
  await save(textOf({ version: 9 }), marta)
  expect(
    await refusalFrom(
      morgan.programmes.withdraw({ programmeId: programme.id, version: 9, reason: 'Not mine.' }),
    ),
  ).toMatchObject({ code: 'NOT_ALLOWED' })
})

describe('the database itself', () => {
  const answer = async (statement: string): Promise<string> => {
    const failed = await sql
      .raw(statement)
      .execute(database.db)
      .then(
        () => null,
        (error: unknown) => (error as { code?: string }).code ?? 'no code',
      )
    return failed ?? 'done'
  }
  let author = ''
  let other = ''
  beforeAll(async () => {
    const found = await sql<{
      id: string
    }>`select staff_id::text as id from staff order by staff_id limit 2`.execute(database.db)
    ;[author = '', other = ''] = found.rows.map(({ id }) => id)
  })
  const shortest = {
    draft: [],
    submitted: ['submitted'],
    published: ['submitted', 'published'],
    superseded: ['submitted', 'published', 'superseded'],
    withdrawn: ['withdrawn'],
  } as const
  let made = 0
  const versionIn = async (state: keyof typeof shortest): Promise<string> => {
    made += 1
    const where = `programme_id = 'p-${made}'`
    await sql
      .raw(
        `insert into programmes (programme_id, version, outage_id, document, hash, author_id, cause) values ('p-${made}', 1, '${outageId}', '{}', 'h', ${author}, 'goodwill')`,
      )
      .execute(database.db)
    for (const step of shortest[state]) await sql.raw(move(step, where)).execute(database.db)
    return where
  }
  const move = (state: string, where: string) =>
    `update programmes set state = '${state}', published_by = coalesce(published_by, case when '${state}' in ('published', 'superseded') then ${other} end),
      published_on = coalesce(published_on, case when '${state}' in ('published', 'superseded') then date '2024-03-01' end), ended_because = 'a test' where ${where}`
  const clear = () =>
    answer(
      `update programmes set state = 'withdrawn', ended_because = 'a test' where state = 'published' and cause = 'goodwill'`,
    )

  test('knows the same steps as shared/programmes/states.ts, on every pair', async () => {
    for (const from of programmeStates)
      for (const to of programmeStates.filter((state) => state !== from)) {
        const where = await versionIn(from)
        const illegal = (await answer(move(to, where))) === 'MR002'
        expect([from, to, illegal]).toEqual([from, to, !programmeSteps[from].includes(to)])
        await clear()
      }
  })
  test('refuses a publisher who wrote it, a change of what was published, a second one in force and a ready-made one', async () => {
    const submitted = await versionIn('submitted')
    expect(
      await answer(
        `update programmes set state = 'published', published_on = now(), published_by = ${author} where ${submitted}`,
      ),
    ).toBe('23514')
    expect(
      await answer(`update programmes set state = 'published', published_on = now() where ${submitted}`),
    ).toBe('MR003')
    const published = await versionIn('published')
    for (const change of [
      `document = '{"a":1}'`,
      `hash = 'other'`,
      `text = 'x'`,
      `author_id = ${other}`,
      `outage_id = null`,
    ])
      expect([change, await answer(`update programmes set ${change} where ${published}`)]).toEqual([
        change,
        'MR001',
      ])
    expect(await answer(`delete from programmes where ${published}`)).toBe('MR001')
    expect(await answer(move('published', submitted))).toBe('23505')
    expect(
      await answer(
        `insert into programmes (programme_id, version, outage_id, document, hash, state, published_on, author_id) values ('p-0', 1, '${outageId}', '{}', 'h', 'published', now(), ${author})`,
      ),
    ).toBe('MR002')
  })
})
