import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hash } from '@node-rs/argon2'
import { sql } from 'kysely'
import { afterAll, expect, test } from 'vitest'
import { importFile } from '#server/imports/import-file.ts'
import { type FileKind, loadMap } from '#server/imports/import-map.ts'
import { fileSource } from '#server/imports/source.ts'
import { signedIn, verified } from '#test/support/calls.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { testSecrets } from '#test/support/secrets.ts'

const database = await openDesk()
const { db } = database
const alex = await signedIn(database, 'alex')
const folder = await mkdtemp(join(tmpdir(), 'makeright-caller-files-'))
afterAll(() => rm(folder, { recursive: true }))

async function load(kind: FileKind, lines: readonly string[], dryRun = false) {
  const path = join(folder, `${kind}.csv`)
  await writeFile(path, lines.join('\n'), { mode: 0o600 })
  const { read, rejected, rejectFile, ...counts } = await importFile(
    database,
    { actor: null },
    kind,
    await fileSource(path, { secret: kind === 'passcodes' }),
    { map: await loadMap(), dryRun, secrets: testSecrets() },
  )
  return {
    counts: { read, new: counts.new, changed: counts.changed, unchanged: counts.unchanged, rejected },
    rejects: rejectFile ? await readFile(rejectFile, 'utf8') : '',
    summary: JSON.stringify(counts),
  }
}
const talk = (accountId: string) => ({ accountId, talksTo: 'holder' as const })
async function says(accountId: string, passcode: string): Promise<boolean> {
  const checked = await alex.contacts.checkPasscode({ ...talk(accountId), passcode })
  if (checked.verified) await alex.contacts.wrapUp({ accountId, outcome: 'other' })
  return checked.verified
}

test('business contacts come out of a file and verify callers; who left is taken off, and a consumer has none', async () => {
  const [business, consumer] = [await addAccount(database, { type: 'business' }), await addAccount(database)]
  const file = [
    'BAN,CONTACT_NAME,CONTACT_STATUS',
    `${business},Jordan Lee,A`,
    `${business},JORDAN  LEE,A`,
    `${business},Siobhán O'Brien,`,
    `${consumer},Alex Somebody,A`,
    'NONE-1,Alex Somebody,A',
    `${business},---,A`,
  ]
  const dry = await load('business-contacts', file, true)
  expect(dry.counts).toEqual({ read: 6, new: 2, changed: 0, unchanged: 1, rejected: 3 })
  expect(await db.selectFrom('businessContacts').selectAll().execute()).toEqual([])
  const { counts, rejects } = await load('business-contacts', file)
  expect(counts).toEqual(dry.counts)
  expect(rejects).toContain(`5,BAN,${consumer},account ${consumer} is no business\n`)
  expect(rejects).toContain('6,BAN,NONE-1,account NONE-1 is not loaded\n')
  expect(rejects).toContain('7,CONTACT_NAME,•••,has no letters\n')
  expect(rejects).not.toContain('Somebody')
  expect(
    await alex.contacts.checkBusinessContact({ accountId: business, name: 'siobhan obrien' }),
  ).toMatchObject({ verified: false })
  expect(
    await alex.contacts.checkBusinessContact({ accountId: business, name: "Siobhan O'Brien" }),
  ).toMatchObject({ verified: true })
  expect((await load('business-contacts', file)).counts).toMatchObject({ new: 0, changed: 0, unchanged: 3 })
  const left = await load('business-contacts', [file[0] ?? '', `${business},Jordan Lee,E`])
  expect(left.counts).toMatchObject({ changed: 1 })
  expect(await db.selectFrom('businessContacts').select('name').execute()).toEqual([
    { name: "Siobhán O'Brien" },
  ])
})

test('a refusal of texts that was said at the desk stands, until a consent that is younger', async () => {
  const [here, there] = [await addAccount(database), await addAccount(database)]
  await alex.contacts.refuseTexts({ accountId: here })
  const today = await sql<{ day: string; next: string }>`
    select (now() at time zone business_zone)::date::text as day, ((now() at time zone business_zone)::date + 1)::text as next from desk`.execute(
    db,
  )
  const { day, next } = today.rows[0] ?? { day: '', next: '' }
  const header = 'BAN,TXT_OPT_OUT,SAID_ON'
  const early = await load('consents', [header, `${here},N,${day}`, `${there},Y,2024-01-05`])
  expect(early.counts).toEqual({ read: 2, new: 0, changed: 1, unchanged: 0, rejected: 1 })
  expect(early.rejects).toContain(`texts were refused at the desk on ${day}, and this consent is not younger`)
  const refused = async () =>
    (
      await sql<{ textsRefused: boolean }>`
        select texts_refused from accounts where account_id in (${here}, ${there}) order by account_id`.execute(
        db,
      )
    ).rows.map(({ textsRefused }) => textsRefused)
  expect(await refused()).toEqual([true, true])
  const account = (texts: string) => `${here},A,I,Test Customer,,,,,,,14,EN,${texts}`
  const accounts =
    'BAN,ACCT_STATUS,ACCT_TYPE,HOLDER_NAME,EMAIL,CONTACT_TN,STREET,CITY,STATE,ZIP,BILL_CYCLE_DAY,LANG,TXT_OPT_OUT'
  await load('accounts', [accounts, account('N')])
  expect(await refused()).toEqual([true, true])
  expect(
    (await load('consents', [header, `${here},N,${next}`, `${there},N,2024-01-06`])).counts,
  ).toMatchObject({
    changed: 2,
  })
  expect(await refused()).toEqual([false, false])
  await load('accounts', [accounts, account('Y')])
  expect(await refused()).toEqual([true, false])
})

test('passcodes come out of a file as digits or as hashes, are kept sealed, and stand nowhere else', async () => {
  const [plain, hashed, weak, chosen] = [
    await addAccount(database),
    await addAccount(database),
    await addAccount(database, { phone: '+13035557788' }),
    await addAccount(database),
  ]
  await verified(alex, chosen)
  await alex.contacts.change({ accountId: chosen, what: 'passcode', passcode: '773914' })
  await alex.contacts.wrapUp({ accountId: chosen, outcome: 'other' })
  const argon = await hash('481759', { memoryCost: 64, timeCost: 1 })
  const file = [
    'BAN,PASSCODE,PASSCODE_ARGON2ID',
    `${plain},904-716,`,
    `${plain},904716,`,
    `${hashed},,"${argon}"`,
    `${weak},557788,`,
    `${weak},1234,`,
    `${weak},,"$argon2id$v=19$m=999999,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2hoYXNoaGFzaA"`,
    `${weak},482915,"${argon}"`,
    `${chosen},658314,`,
    'NONE-2,658314,',
  ]
  const { counts, rejects, summary } = await load('passcodes', file)
  expect(counts).toEqual({ read: 9, new: 2, changed: 0, unchanged: 1, rejected: 6 })
  expect(rejects).toContain('5,PASSCODE,,"A passcode must not be part of the account number, a phone number')
  expect(rejects).toContain('6,PASSCODE,,a passcode has 6 to 10 digits\n')
  expect(rejects).toContain('7,PASSCODE_ARGON2ID,,"is no argon2id hash of at most')
  expect(rejects).toContain('8,PASSCODE,,"each row has a passcode or a hash of one, and not both"\n')
  expect(rejects).toMatch(/9,PASSCODE,,the customer set another one at the desk on \d{4}-\d\d-\d\d\n/)
  expect([await says(plain, '904716'), await says(hashed, '481759'), await says(chosen, '773914')]).toEqual([
    true,
    true,
    true,
  ])
  expect([await says(plain, '904717'), await says(hashed, '481758')]).toEqual([false, false])

  expect((await load('passcodes', file)).counts).toMatchObject({ new: 0, changed: 0, unchanged: 3 })
  const other = await load('passcodes', [file[0] ?? '', `${plain},615093,`])
  expect(other.counts).toMatchObject({ changed: 1, rejected: 0 })
  expect(await says(plain, '615093')).toBe(true)

  const told = await db.selectFrom('notices').selectAll().where('accountId', '=', plain).execute()
  expect(told).toEqual([])
  const kept = await db.selectFrom('passcodes').select('hash').execute()
  const events = (await deskJournal(database, 'import.passcodes')).map(({ detail }) => detail)
  expect(events).toMatchObject([{ read: 9 }, { read: 9 }, { read: 1 }])
  const left = JSON.stringify([rejects, summary, kept, events, other])
  for (const secret of ['904716', '904-716', '481759', '557788', '482915', '658314', '615093', 'argon2id$'])
    expect(left).not.toContain(secret)
})

test('a file of passcodes that others can read is not taken', async () => {
  const path = join(folder, 'open.csv')
  await writeFile(path, 'BAN,PASSCODE\n')
  await chmod(path, 0o644)
  await expect(fileSource(path, { secret: true })).rejects.toThrow('can be read by others')
})
