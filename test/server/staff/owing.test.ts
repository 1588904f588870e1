import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { appRouter } from '#server/router.ts'
import { openSession } from '#server/staff/sessions.ts'
import {
  browser,
  callPath,
  type Person,
  people,
  personOfRole,
  refusalFrom,
  signedIn,
  staffIdOf,
  tokenOf,
} from '#test/support/calls.ts'
import { codeOf, withSecondFactor } from '#test/support/codes.ts'
import { asTheDesk, deskJournal, openDesk } from '#test/support/desk.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const database = await openDesk()
const { db } = database
const desk = await httpDesk(database)
const procedures = Object.entries(
  appRouter._def.procedures as unknown as Record<
    string,
    { _def: { type: string; meta: { who: unknown; whileOwing?: true } } }
  >,
)

beforeEach(async () => {
  await sql`update desk set demo = false, second_factor_of = 'everybody'`.execute(db)
  await sql`delete from second_factors`.execute(db)
})

test('v5.0.0-6.3.3 outside a demo nobody does anything before they have set up a second factor; then everything', async () => {
  const seat = browser(database)
  expect(await seat.caller.staff.signIn({ username: 'sofia', password: 'makeright-demo' })).toMatchObject({
    signIn: { owes: 'second factor' },
  })
  const refused = await refusalFrom(seat.caller.adjustments.queue({ show: 'waiting' }))
  expect(refused).toMatchObject({ code: 'SET_UP_NEEDED', message: expect.stringContaining('second factor') })
  expect((await deskJournal(database, 'read')).at(-1)).toMatchObject({
    actor: 'Sofia Lindqvist',
    outcome: 'refused',
    detail: { code: 'SET_UP_NEEDED', what: 'adjustments.queue' },
  })
  const { secret } = await seat.caller.signOn.beginSecondFactor()
  // Begun is not set up.
  expect(await refusalFrom(seat.caller.adjustments.queue({ show: 'waiting' }))).toMatchObject({
    code: 'SET_UP_NEEDED',
  })
  const { codes } = await seat.caller.signOn.confirmSecondFactor({ code: codeOf(secret) })
  expect(codes).toHaveLength(10)
  expect(await seat.caller.staff.desk()).toMatchObject({ signIn: { owes: null, proof: 'code' } })
  expect(await seat.caller.adjustments.queue({ show: 'waiting' })).toMatchObject({ items: [] })
  // Taken away for another phone, it is demanded again at the very next request.
  await seat.caller.signOn.removeSecondFactor()
  expect(await refusalFrom(seat.caller.adjustments.queue({ show: 'waiting' }))).toMatchObject({
    code: 'SET_UP_NEEDED',
  })
})

test('v5.0.0-6.3.3 of every procedure and file, for every role, only what the setting up takes is answered', async () => {
  const open = procedures.filter(([, { _def }]) => _def.meta.whileOwing).map(([path]) => path)
  expect(open.sort()).toEqual([
    'signOn.beginSecondFactor',
    'signOn.changePassword',
    'signOn.confirmSecondFactor',
    'signOn.stepUp',
    'staff.desk',
  ])
  for (const who of Object.values(personOfRole)) {
    const caller = await signedIn(database, who)
    for (const [path, { _def }] of procedures) {
      if (_def.meta.who === 'anybody' || open.includes(path) || _def.type === 'subscription') continue
      if (!(_def.meta.who as string[]).includes(people[who].role)) continue
      expect([path, (await refusalFrom(callPath(caller, path, undefined))).code]).toEqual([
        path,
        'SET_UP_NEEDED',
      ])
    }
  }
  const file = await fetch(`${desk.url}/exports/journal`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-makeright': '1',
      origin: desk.url,
      cookie: `makeright=${await tokenOf(database, 'audrey')}`,
    },
    body: '{}',
  })
  expect([file.status, await file.text()]).toEqual([403, expect.stringContaining('SET_UP_NEEDED')])
  expect((await deskJournal(database, 'export-journal')).at(-1)).toMatchObject({ outcome: 'refused' })
})

test('whoever has one, signs in by the provider or is in a demo goes on; an operator may leave agents out', async () => {
  const owes = async (who: Person) => (await (await signedIn(database, who)).staff.desk()).signIn.owes
  await withSecondFactor(database, 'morgan')
  expect([await owes('morgan'), await owes('alex'), await owes('audrey')]).toEqual([
    null,
    'second factor',
    'second factor',
  ])
  const staffId = await staffIdOf(database, 'marta')
  const token = await asTheDesk(database, (work) => openSession(work, { staffId, how: 'provider' }))
  expect((await browser(database, token).caller.staff.desk()).signIn.owes).toBeNull()
  await sql`update desk set second_factor_of = 'all but agents'`.execute(db)
  expect([await owes('alex'), await owes('sofia'), await owes('adam')]).toEqual([
    null,
    'second factor',
    'second factor',
  ])
  await expect(sql`update desk set second_factor_of = 'nobody'`.execute(db)).rejects.toMatchObject({
    code: '23514',
  })
  await sql`update desk set demo = true`.execute(db)
  expect([await owes('sofia'), await owes('adam')]).toEqual([null, null])
})
