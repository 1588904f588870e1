import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import type { ChangeState } from '#shared/staff/states.ts'
import { changeSteps } from '#shared/staff/states.ts'
import { browser, give, refusalFrom, signedIn, tokenOf } from '#test/support/calls.ts'
import { staffIdOf } from '#test/support/change-role.ts'
import { databaseKind } from '#test/support/database.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'
import { writtenBy } from '#test/support/written.ts'

const database = await openDesk()
const { db } = database
const desk = await httpDesk(database)
const [adam, agnes] = (await Promise.all(['adam', 'agnes'].map((name) => signedIn(database, name)))) as [
  Awaited<ReturnType<typeof signedIn>>,
  Awaited<ReturnType<typeof signedIn>>,
]
const ids: Record<string, string> = {}
beforeAll(async () => {
  for (const name of ['alex', 'sam', 'sofia', 'adam', 'agnes', 'marta'])
    ids[name] = (await staffIdOf(database, name)).toString()
})
const waitingFor = async (who: string) =>
  (await adam.staff.people({})).waiting.find(({ name, staffId }) => name === who || staffId === ids[who])
    ?.changeId ?? ''

test('another role takes effect when a second administrator agrees, at the very next request of the person, who signs in anew', async () => {
  const sam = await signedIn(database, 'sam')
  const asked = {
    staffId: ids.sam ?? '',
    role: 'supervisor' as const,
    level: 'supervisor',
    reason: 'Promoted.',
  }
  await adam.staff.askChange(asked)
  expect(await sam.staff.desk()).toMatchObject({ role: 'agent', level: 'senior' })
  const changeId = await waitingFor('sam')
  expect(await refusalFrom(adam.staff.agreeChange({ changeId }))).toMatchObject({
    code: 'SELF_APPROVAL',
    message: expect.stringContaining('second administrator'),
  })
  await agnes.staff.agreeChange({ changeId })
  // Signed out everywhere: no browser holds a token from before.
  expect(await refusalFrom(sam.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
  expect(await (await signedIn(database, 'sam')).staff.desk()).toMatchObject({
    role: 'supervisor',
    level: 'supervisor',
  })
  const page = await adam.staff.people({ find: 'okafor' })
  expect(page.people).toMatchObject([{ name: 'Sam Okafor', askedBy: 'Adam Osei', agreedBy: 'Agnes Moreau' }])
  expect((await deskJournal(database, 'agree-change')).at(-1)).toMatchObject({
    actor: 'Agnes Moreau',
    detail: { role: 'supervisor', fromRole: 'agent', fromLevel: 'senior', askedBy: ids.adam },
  })
})

test('nobody changes themselves, whether they ask, agree or leave', async () => {
  const reason = 'It is time.'
  const own = { staffId: ids.adam ?? '', role: 'manager' as const, level: 'manager', reason }
  expect(await refusalFrom(adam.staff.askChange(own))).toMatchObject({ code: 'OWN_CHANGE' })
  await agnes.staff.askChange(own)
  const changeId = await waitingFor('adam')
  expect(await refusalFrom(adam.staff.agreeChange({ changeId }))).toMatchObject({ code: 'OWN_CHANGE' })
  await agnes.staff.withdrawChange({ changeId })
  expect(await refusalFrom(adam.staff.switchOff({ staffId: ids.adam ?? '', reason }))).toMatchObject({
    code: 'OWN_CHANGE',
  })
  const unlink = { staffId: ids.adam ?? '', accountId: await addAccount(database), reason }
  expect(await refusalFrom(adam.staff.askUnlink(unlink))).toMatchObject({ code: 'OWN_CHANGE' })
})

test('a new person is nowhere before two agree; the first password is shown once, to who agreed, and signs in', async () => {
  const reason = 'Joins the evening shift.'
  const person = { username: 'nora', name: 'Nora Vance', role: 'agent' as const, level: 'agent', reason }
  expect(await refusalFrom(adam.staff.askPerson({ ...person, level: 'manager' }))).toMatchObject({
    code: 'BAD_REQUEST',
  })
  expect(await refusalFrom(adam.staff.askPerson({ ...person, username: 'alex' }))).toMatchObject({
    code: 'ALREADY_ASKED',
  })
  expect(await adam.staff.askPerson(person)).toEqual({ state: 'requested', firstPassword: null })
  expect((await adam.staff.people({ find: 'nora' })).people).toEqual([])
  const { firstPassword } = await agnes.staff.agreeChange({ changeId: await waitingFor('Nora Vance') })
  expect(firstPassword).toMatch(/^[\w-]{20}$/)
  const { caller } = browser(database)
  expect(await caller.staff.signIn({ username: 'nora', password: firstPassword ?? '' })).toMatchObject({
    name: 'Nora Vance',
    role: 'agent',
    level: 'agent',
  })
  const kept = await sql<{ kept: boolean }>`
    select bool_or(t::text like '%' || ${firstPassword} || '%' or t.password_hash is not null) as kept from staff_changes t`.execute(
    db,
  )
  expect(kept.rows[0]?.kept).toBe(false)
  expect((await adam.staff.people({ find: 'nora' })).people).toMatchObject([
    { agreedBy: 'Agnes Moreau', own: { usernames: ['nora'], lastSignIn: expect.any(String) } },
  ])
})

test('v5.0.0-7.4.2 a leaver is out at once by one administrator, on every screen; what they asked for stays; coming back needs two', async () => {
  const marta = await signedIn(database, 'marta')
  const other = await tokenOf(database, 'marta')
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(marta, accountId, { amount: 60_000n })
  await adam.staff.switchOff({ staffId: ids.marta ?? '', reason: 'Has left.' })
  expect(await refusalFrom(marta.staff.desk())).toMatchObject({ code: 'SESSION_EXPIRED' })
  expect(await refusalFrom(browser(database, other).caller.staff.desk())).toMatchObject({
    code: 'SESSION_EXPIRED',
  })
  expect(
    await refusalFrom(
      browser(database).caller.staff.signIn({ username: 'marta', password: 'makeright-demo' }),
    ),
  ).toMatchObject({ code: 'SIGN_IN_FAILED' })
  const queue = await (await signedIn(database, 'morgan')).adjustments.queue({ show: 'waiting' })
  expect(queue.items.map((item) => item.adjustmentId)).toContain(adjustmentId)

  await adam.staff.askChange({
    staffId: ids.marta ?? '',
    role: 'manager',
    level: 'manager',
    reason: 'Is back.',
  })
  await expect(
    sql`update staff set active = true where staff_id = ${ids.marta}::bigint`.execute(db),
  ).rejects.toMatchObject({ code: 'MR003' })
  await agnes.staff.agreeChange({ changeId: await waitingFor('marta') })
  expect(await (await signedIn(database, 'marta')).staff.desk()).toMatchObject({ role: 'manager' })
})

test('auditors and managers read who is who, without usernames, sign-ins and links; others do not', async () => {
  for (const who of ['audrey', 'morgan'] as const) {
    const page = await (await signedIn(database, who)).staff.people({})
    expect(page.people.length).toBeGreaterThanOrEqual(8)
    expect(page.people.every(({ own }) => own === null)).toBe(true)
    expect(page.mayChange).toMatchObject({ ok: false, code: 'NOT_ALLOWED' })
    expect((await (await signedIn(database, who)).staff.people({ find: 'agnes' })).people).toHaveLength(1)
    expect((await (await signedIn(database, who)).staff.people({ find: 'alex ' })).people).toHaveLength(1)
  }
  for (const who of ['alex', 'sofia'] as const)
    expect(await refusalFrom((await signedIn(database, who)).staff.people({}))).toMatchObject({
      code: 'NOT_ALLOWED',
    })
})

test('the access review says who may do what since when and who agreed, is an event, and keeps extras for administrators', async () => {
  const review = async (person: string) =>
    fetch(`${desk.url}/exports/access-review`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-makeright': '1',
        origin: desk.url,
        cookie: `makeright=${await tokenOf(database, person)}`,
      },
      body: '{}',
    })
  const { answer, events } = await writtenBy(database, () => review('audrey'))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/csv; charset=utf-8'])
  expect(events).toMatchObject([{ action: 'export-access-review', outcome: 'done' }])
  const lines = (await answer.text()).trimEnd().split('\r\n')
  const people = await db.selectFrom('staff').select('staffId').execute()
  expect(lines).toHaveLength(1 + people.length)
  expect(lines.find((line) => line.includes('Sam Okafor'))).toMatch(
    /^\d+,"Sam Okafor","supervisor","supervisor",100\.00,"USD","yes","\d{4}-[^"]+","Adam Osei","Agnes Moreau","Promoted\."/,
  )
  expect(lines.join()).not.toMatch(/sign-ins|"sam"/)
  expect((await (await review('adam')).text()).split('\r\n')[0]).toMatch(
    /sign-ins,last sign-in,linked accounts$/,
  )
  const refused = await writtenBy(database, () => review('sofia'))
  expect([refused.answer.status, refused.events[0]?.outcome]).toEqual([403, 'refused'])
})

test('two administrators who decide one change at once: one does', async () => {
  const reason = 'A race.'
  await adam.staff.askChange({ staffId: ids.alex ?? '', role: 'agent', level: 'senior', reason })
  const changeId = await waitingFor('alex')
  const tries = await Promise.allSettled([
    agnes.staff.agreeChange({ changeId }),
    agnes.staff.refuseChange({ changeId, reason }),
    adam.staff.withdrawChange({ changeId }),
  ])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

/** Tries it, undoes it, and says how the database answered: null when it was let through. */
async function answerTo(...statements: string[]): Promise<string | null> {
  const undo = new Error('undone')
  return db
    .transaction()
    .execute(async (tx) => {
      for (const statement of statements) await sql.raw(statement).execute(tx)
      throw undo
    })
    .catch((error: unknown) => (error === undo ? null : String((error as { code?: unknown }).code)))
}

describe('the database holds it against its owner too', () => {
  const idOf = (name: string) => `(select staff_id from sign_ins where username = '${name}')`
  const ask = (by: string, about: string, more = '') =>
    `insert into staff_changes (kind, staff_id, role, limit_level, from_role, from_level, reason, requested_by, business_date${more ? ', state' : ''})
     select 'change', staff_id, 'manager', 'manager', role, limit_level, 'because', ${idOf(by)}, current_date${more} from staff where staff_id = ${idOf(about)}`
  const agree = (by: string) =>
    `update staff_changes set state = 'agreed', decided_by = ${idOf(by)}, decided_at = now() where state = 'requested'`

  test.each([
    ['a role', `update staff set role = 'manager' where staff_id = ${idOf('audrey')}`],
    ['a limit', `update staff set limit_level = 'manager' where staff_id = ${idOf('sofia')}`],
  ])('%s is not changed without an agreed change', async (_words, statement) => {
    expect(await answerTo(statement)).toBe('MR003')
  })
  test('two administrators change it; one does not, nor somebody who is none, nor the person', async () => {
    expect(await answerTo(ask('adam', 'audrey'), agree('agnes'))).toBeNull()
    expect(await answerTo(ask('adam', 'audrey'), agree('adam'))).toBe('23514')
    expect(await answerTo(ask('adam', 'audrey'), agree('morgan'))).toBe('MR003')
    expect(await answerTo(ask('morgan', 'audrey'))).toBe('MR003')
    expect(await answerTo(ask('adam', 'adam'))).toBe('23514')
    expect(await answerTo(ask('agnes', 'adam'), agree('adam'))).toBe('23514')
    expect(await answerTo(ask('adam', 'audrey', ", 'agreed'"))).toBe('MR002')
  })
  test('an agreed change is used once, for what it says, and is permanent', async () => {
    const both = [ask('adam', 'audrey'), agree('agnes')]
    expect(
      await answerTo(...both, `update staff set role = 'admin' where staff_id = ${idOf('audrey')}`),
    ).toBe('MR003')
    expect(
      await answerTo(...both, `update staff_changes set reason = 'another' where state = 'agreed'`),
    ).toBe('MR002')
    expect(
      await answerTo(
        ask('adam', 'audrey'),
        `update staff_changes set state = 'withdrawn', role = 'admin' where state = 'requested'`,
      ),
    ).toBe('MR001')
    expect(await answerTo(...both, `delete from staff_changes`)).toBe('MR001')
    expect(await answerTo(`delete from staff where staff_id = ${idOf('audrey')}`)).toBe('MR001')
    // Agreed in an earlier transaction, it changes nothing any more.
    expect(
      await answerTo(`update staff set limit_level = 'supervisor' where staff_id = ${idOf('alex')}`),
    ).toBe('MR003')
  })
  test.runIf(databaseKind === 'postgres')('the server’s role makes people only by agreeing', async () => {
    const asServer = (...statements: string[]) => answerTo('set local role makeright_app', ...statements)
    expect(await asServer(`update staff set role = 'admin'`)).toBe('42501')
    expect(await asServer(`insert into staff (name, role) values ('Mallory', 'manager')`)).toBe('42501')
    expect(await asServer(`update sign_ins set staff_id = 1`)).toBe('42501')
    expect(await asServer(ask('adam', 'audrey'), agree('agnes'))).toBeNull()
  })
  test.each(Object.keys(changeSteps) as ChangeState[])('from %s only the legal steps', async (from) => {
    for (const to of Object.keys(changeSteps) as ChangeState[]) {
      if (from === to) continue
      const ends = (state: ChangeState) =>
        state === 'withdrawn'
          ? `update staff_changes set state = 'withdrawn', decided_by = null, decided_at = null where staff_id = ${idOf('audrey')}`
          : `update staff_changes set state = '${state}', decided_by = ${idOf('agnes')}, decided_at = now(), decision_reason = 'because' where staff_id = ${idOf('audrey')}`
      const answer = await answerTo(
        ask('adam', 'audrey'),
        ...(from === 'requested' ? [] : [ends(from)]),
        ends(to),
      )
      expect([from, to, answer === null]).toEqual([from, to, changeSteps[from].includes(to)])
    }
  })
})
