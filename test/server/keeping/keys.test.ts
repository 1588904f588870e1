import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { addSecret, promoteSecret, retireSecrets, rotateKey } from '#server/keeping/rotate-secrets.ts'
import { keysInUse, resealRows, sealedColumns } from '#server/keeping/sealed-rows.ts'
import { newSecret, secretsIn, writeSecrets } from '#server/key-files.ts'
import { isSigned, signedHeaders } from '#server/signed-calls.ts'
import { aboutSecret } from '#server/staff/check-code.ts'
import { makeSecretsFile, secretBox } from '#server/staff/secret-box.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const { db } = database
const nobody = { actor: null }
const folder = await mkdtemp(join(tmpdir(), 'makeright-keys-'))
afterAll(() => rm(folder, { recursive: true }))
const secrets = { what: 'secrets', file: join(folder, 'secrets') }
const box = secretBox(secrets.file)

const opened = async (): Promise<string[]> => {
  const found = await sql<{ staffId: bigint; sealed: string }>`
    select staff_id, secret_sealed as sealed from second_factors order by staff_id`.execute(db)
  return found.rows.map(({ staffId, sealed }) => box.open(sealed, aboutSecret(staffId)))
}

beforeAll(async () => {
  makeSecretsFile(secrets.file)
  for (const staffId of [1n, 2n, 3n])
    await sql`insert into second_factors (staff_id, secret_sealed) values (${staffId}, ${box.seal(`secret ${staffId}`, aboutSecret(staffId))})`.execute(
      db,
    )
})

test('v5.0.0-11.2.2 a key is replaced while the desk runs: both open, the new one seals, and the old one goes when nothing needs it', async () => {
  const [old = ''] = box.keyIds()
  const { first, others } = await rotateKey(database, nobody, secrets)
  expect([box.keyIds(), others]).toEqual([[first, old], [old]])
  expect(await opened()).toEqual(['secret 1', 'secret 2', 'secret 3'])
  await expect(retireSecrets(database, nobody, secrets)).rejects.toThrow(`still need key ${old}`)

  expect(await resealRows(database, nobody, box)).toBe(3)
  expect(await resealRows(database, nobody, box)).toBe(0)
  expect(await keysInUse(db)).toMatchObject([{ what: 'one-time code secrets', key: first, rows: 3 }])
  await retireSecrets(database, nobody, secrets)
  expect(box.keyIds()).toEqual([first])
  expect(await opened()).toEqual(['secret 1', 'secret 2', 'secret 3'])
  expect((await deskJournal(database, 'reseal')).map(({ detail }) => detail)).toMatchObject([
    { rows: 3, key: first },
  ])
  expect(await deskJournal(database, 'rotate-secret')).toHaveLength(1)
  expect(await deskJournal(database, 'retire-secrets')).toHaveLength(1)
})

test('v5.0.0-13.3.1 a partner’s secret is replaced in three steps, and at each both sides understand each other', async () => {
  const billing = { what: 'billing', file: join(folder, 'billing') }
  const old = newSecret()
  writeSecrets(billing.file, [old])
  const partner = readConfig({
    BILLING_URL: 'https://billing.example.com',
    BILLING_SECRET_FILE: billing.file,
  }).billing
  if (!partner) throw new Error('No partner.')
  const now = Date.now()
  const heard = (secret: string) =>
    isSigned(partner, signedHeaders({ secrets: [secret] }, '{}', now), Buffer.from('{}'), now)
  const signs = (secret: string) =>
    isSigned({ secrets: [secret] }, signedHeaders(partner, '{}', now), Buffer.from('{}'), now)

  await addSecret(database, nobody, billing)
  const fresh = secretsIn(billing.file).at(-1) ?? ''
  expect([heard(old), heard(fresh), signs(old), signs(fresh)]).toEqual([true, true, true, false])
  await promoteSecret(database, nobody, billing)
  expect([heard(old), heard(fresh), signs(old), signs(fresh)]).toEqual([true, true, false, true])
  await retireSecrets(database, nobody, billing)
  expect([heard(old), heard(fresh), signs(fresh)]).toEqual([false, true, true])
  await expect(promoteSecret(database, nobody, billing)).rejects.toThrow(/rotate first/)
  const acts = await Promise.all(
    ['add-secret', 'promote-secret'].map((action) => deskJournal(database, action)),
  )
  expect(acts.map((each) => each.length)).toEqual([1, 1])
  expect(JSON.stringify(acts)).not.toContain(fresh)
})

test('v5.0.0-13.3.2 a file of secrets that others can read is refused, and one that a command writes cannot be', async () => {
  const file = join(folder, 'open')
  writeSecrets(file, [newSecret()])
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  await chmod(file, 0o640)
  expect(() => secretsIn(file)).toThrow(/can be read by others/)
  expect(() => readConfig({ BILLING_URL: 'https://billing.example.com', BILLING_SECRET_FILE: file })).toThrow(
    /can be read by others/,
  )
})

test('every column that holds something sealed or keyed is one that a rotation knows', async () => {
  const migrations = await Promise.all(
    ['0019-sign-on', '0020-contacts', '0021-people', '0024-keeping'].map((name) =>
      readFile(new URL(`../../../server/db/migrations/${name}.ts`, import.meta.url), 'utf8'),
    ),
  )
  const columns = migrations.flatMap((text) =>
    [...text.matchAll(/\b(secret_sealed|sealed|hash) text\b/g)].map(([, name]) => name),
  )
  expect(columns.sort()).toEqual(sealedColumns.map(({ column }) => column).sort())
})
