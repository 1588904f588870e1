import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { importFile } from '#server/imports/import-file.ts'
import { readMap } from '#server/imports/import-map.ts'
import { memorySource } from '#server/imports/source.ts'
import type { Claims, ProviderSettings } from '#server/staff/open-provider.ts'
import { sessionOf } from '#server/staff/sessions.ts'
import { signInByProvider } from '#server/staff/sign-in-by-provider.ts'
import { stepUpByProvider } from '#server/staff/step-up-by-provider.ts'
import { browser, refusalFrom, staffIdOf, tokenOf } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { asTheDesk, deskJournal, furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { openAsServer } from '#test/support/server-role.ts'

const password = 'makeright-demo'
const settings: ProviderSettings = {
  issuer: 'https://idp.example',
  clientId: 'desk',
  clientSecret: 'x'.repeat(32),
  name: 'Example',
  scope: 'openid',
  groupsClaim: 'groups',
  strengths: [],
  groups: [
    { group: 'managers', role: 'manager', level: 'manager' },
    { group: 'agents', role: 'agent', level: 'agent' },
  ],
}
const claimsOf = (groups: string[]): Claims => ({
  subject: 'pat',
  name: 'Pat Provider',
  groups,
  session: null,
  shownAt: new Date(),
})

describe.runIf(databaseKind === 'postgres')('the server’s own sign-in at the database', async () => {
  const target = await freshTarget()
  if (target.kind !== 'postgres') return
  const owner = await furnishDesk(await openDatabase(target))
  const { database } = await openAsServer(target)
  const { db } = database
  /** What a commit of these says: null when it was let through. */
  const committed = (...statements: string[]): Promise<string | null> =>
    db
      .transaction()
      .execute(async (tx) => {
        for (const statement of statements) await sql.raw(statement).execute(tx)
      })
      .then(
        () => null,
        (error: unknown) => String((error as { code?: unknown }).code),
      )
  const staffId = (name: string) => `(select staff_id from sign_ins where username = '${name}')`
  const event = (name: string, action: string, { session = 'null', detail = '{}' } = {}) =>
    `insert into desk_events (business_date, actor_id, action, detail, request_id, session)
     select current_date, ${staffId(name)}, '${action}', '${detail}', 'r', ${session}`

  test('signs people in, hashes anew, steps up and changes passwords, each with its event', async () => {
    const { hash } = await import('@node-rs/argon2')
    const weak = await hash(password, { memoryCost: 8192, timeCost: 1, parallelism: 1 })
    await sql`update sign_ins set password_hash = ${weak} where username = 'sofia'`.execute(owner.db)
    const other = await tokenOf(owner, 'sofia')
    const { caller } = browser(database)
    await caller.staff.signIn({ username: 'sofia', password })
    expect((await deskJournal(owner, 'sign-in')).at(-1)?.detail).toMatchObject({ hashedAnew: true })
    await caller.signOn.stepUp({ password })
    await caller.signOn.changePassword({ password: 'nine green herons wade' })
    expect(await sessionOf(database.db, other)).toBeNull()
    expect(await caller.staff.desk()).toMatchObject({ name: 'Sofia Lindqvist' })
  })

  test('changes and switches people off by two administrators and by one', async () => {
    const [adam, agnes] = await Promise.all(
      ['adam', 'agnes'].map(async (name) => browser(database, await tokenOf(owner, name)).caller),
    )
    const audrey = (await staffIdOf(owner, 'audrey')).toString()
    await adam?.staff.askChange({
      staffId: audrey,
      role: 'supervisor',
      level: 'supervisor',
      reason: 'Asked to.',
    })
    const waiting = (await agnes?.staff.people({}))?.waiting ?? []
    await agnes?.staff.agreeChange({ changeId: waiting[0]?.changeId ?? '' })
    await adam?.staff.switchOff({ staffId: audrey, reason: 'Has left.' })
    const found = await sql<{ role: string; active: boolean }>`
      select role, active from staff where staff_id = ${audrey}::bigint`.execute(db)
    expect(found.rows).toEqual([{ role: 'supervisor', active: false }])
  })

  test('lets people of the provider in, and steps them up with what their groups say then', async () => {
    const token = await asTheDesk(database, (work) =>
      signInByProvider(work, settings, claimsOf(['managers']), 'x'),
    )
    const session = await sessionOf(db, token)
    const stepUp = (groups: string[]) =>
      asTheDesk(database, (work) =>
        stepUpByProvider(work, settings, claimsOf(groups), session?.sessionId ?? 0n),
      )
    const next = await stepUp(['agents'])
    expect((await sessionOf(db, next ?? ''))?.actor.role).toBe('agent')
    expect(await stepUp([])).toBeNull()
    expect(await sessionOf(db, next ?? '')).toBeNull()
    expect((await deskJournal(owner, 'step-up')).slice(-2)).toMatchObject([
      { outcome: 'done', detail: { role: 'agent', changed: true } },
      { outcome: 'refused', detail: { because: 'no group', ended: 1 } },
    ])
    expect(await refusalFrom(stepUp(['agents']))).toMatchObject({ code: 'NOT_ALLOWED' })
  })

  test('imports a file with another number, and leaves the file’s name in the journal', async () => {
    const accountId = await addAccount(owner)
    const cells = {
      account_id: accountId,
      type: 'consumer',
      status: 'active',
      holder_name: 'New Name',
      email: '',
      contact_phone: '+13035550123',
      street: '',
      city: '',
      state: '',
      postal_code: '',
      bill_day: '14',
      language: 'en',
      texts_refused: 'false',
    }
    const columns = Object.fromEntries(Object.keys(cells).map((name) => [name, name]))
    const file = [Object.keys(cells), Object.values(cells)].map((row) => row.join(',')).join('\n')
    const source = memorySource('march.csv', async function* () {
      yield file
    })
    const map = readMap({ format: 'plain', delimiter: ',', accounts: { columns } })
    const summary = await importFile(database, { actor: null }, 'accounts', source, { map })
    expect(summary).toMatchObject({ changed: 1, rejected: 0 })
    expect((await deskJournal(owner, 'import.accounts')).at(-1)?.detail).toMatchObject({ file: 'march.csv' })
    const tell = "select set_config('makeright.told_elsewhere', 'on', true)"
    const change = `update accounts set contact_phone = '+13035550188' where account_id = '${accountId}'`
    expect(await committed(tell, change)).toBe('MR006')
  })

  test('changes no password without its event, nor with one while what the old one opened goes on', async () => {
    const change = `update sign_ins set password_hash = 'x' where username = 'morgan'`
    await tokenOf(owner, 'morgan')
    expect(await committed(change)).toBe('MR006')
    expect(await committed(change, event('morgan', 'change-password'))).toBe('MR006')
    expect(await committed(change, event('adam', 'change-password'))).toBe('MR006')
    const ends = `delete from sessions where staff_id = ${staffId('morgan')}`
    expect(await committed(change, ends, event('morgan', 'read'))).toBe('MR006')
    expect(await committed(change, ends, event('morgan', 'change-password'))).toBeNull()
  })

  test('opens no session that its event does not name', async () => {
    const opens = `insert into sessions (token_hash, staff_id) select sha256('t'), ${staffId('marta')}`
    const name = "left(encode(sha256(sha256('t')), 'hex'), 16)"
    expect(await committed(opens)).toBe('MR006')
    expect(await committed(opens, event('marta', 'sign-in'))).toBe('MR006')
    expect(await committed(opens, event('alex', 'sign-in', { session: name }))).toBe('MR006')
    expect(await committed(opens, event('marta', 'sign-in', { session: name }))).toBeNull()
    const freshens = `update sessions set stepped_up_at = now() where staff_id = ${staffId('marta')}`
    expect(await committed(freshens)).toBe('MR006')
    expect(await committed(`update sessions set staff_id = 1`)).toBe('42501')
  })

  test('gives no role by groups without that person’s own sign-in, which says the role', async () => {
    const follow = `select follow_groups('https://idp.example', 'mallory', 'Mallory', 'manager', 'manager')`
    const mallory = `(select staff_id from provider_people where subject = 'mallory')`
    const says = (role: string, session = 'null') =>
      `insert into desk_events (business_date, actor_id, action, detail, request_id, session)
       select current_date, ${mallory}, 'sign-in', '{"how": "provider", "role": "${role}", "level": "manager"}', 'r', ${session}`
    const name = "left(encode(sha256(sha256('m')), 'hex'), 16)"
    const opens = `insert into sessions (token_hash, staff_id, how) select sha256('m'), ${mallory}, 'provider'`
    expect(await committed(follow)).toBe('MR006')
    expect(await committed('set constraints all immediate', follow)).toBe('MR006')
    expect(await committed(follow, says('manager'))).toBe('MR006')
    expect(await committed(follow, opens, says('agent', name))).toBe('MR006')
    expect(await committed(follow, opens, says('manager', name))).toBeNull()
  })

  test('takes no second factor away without its event', async () => {
    await sql`insert into second_factors (staff_id, secret_sealed) select staff_id, 'x' from sign_ins where username = 'sam'`.execute(
      owner.db,
    )
    const takes = `delete from second_factors where staff_id = ${staffId('sam')}`
    expect(await committed(takes)).toBe('MR006')
    expect(await committed(takes, event('sam', 'remove-second-factor'))).toBeNull()
  })
})
