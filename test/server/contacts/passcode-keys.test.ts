import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isPasscode } from '#server/contacts/keep-passcode.ts'
import { retireSecrets, rotateKey } from '#server/keeping/rotate-secrets.ts'
import { keysInUse, resealRows } from '#server/keeping/sealed-rows.ts'
import { keyOfSealed } from '#server/staff/secret-box.ts'
import { refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import { deskJournal, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { secretsFile, testSecrets } from '#test/support/secrets.ts'

const database = await openDesk()
const { db } = database
const alex = await signedIn(database, 'alex')
const nobody = { actor: null }
const secrets = { what: 'secrets', file: secretsFile() }
const box = testSecrets()
const passcode = '904716'

const keptOf = async (accountId: string): Promise<string> =>
  (
    await db
      .selectFrom('passcodes')
      .select('hash')
      .where('accountId', '=', accountId)
      .executeTakeFirstOrThrow()
  ).hash
const noticesOf = (accountId: string) =>
  db.selectFrom('notices').select('noticeId').where('accountId', '=', accountId).execute()
async function withPasscode(): Promise<string> {
  const accountId = await addAccount(database)
  await verified(alex, accountId)
  await alex.contacts.change({ accountId, what: 'passcode', passcode })
  await alex.contacts.wrapUp({ accountId, outcome: 'other' })
  return accountId
}
const says = async (accountId: string, said: string) => {
  const checked = await alex.contacts.checkPasscode({ accountId, talksTo: 'holder', passcode: said })
  if (checked.verified) await alex.contacts.wrapUp({ accountId, outcome: 'other' })
  return checked.verified
}
/** As the first desks kept it: keyed by the file itself. */
const keptAsBefore = async (accountId: string) => {
  const hash = box.hash(passcode, `passcode of ${accountId}`)
  await sql`alter table passcodes disable trigger told_at_once`.execute(db)
  await sql`update passcodes set hash = ${hash} where account_id = ${accountId}`.execute(db)
  await sql`alter table passcodes enable trigger told_at_once`.execute(db)
}

test('passcodes go to a new key while the desk runs: at a right answer, the others by the command, and the old key goes', async () => {
  const asked = await withPasscode()
  const quiet = await withPasscode()
  const first = await withPasscode()
  const wrong = await withPasscode()
  await keptAsBefore(first)
  await keptAsBefore(quiet)
  const [old = ''] = box.keyIds()
  const { first: fresh } = await rotateKey(database, nobody, secrets)
  const told = await noticesOf(asked)

  expect([await says(asked, passcode), await says(first, passcode), await says(wrong, '111333')]).toEqual([
    true,
    true,
    false,
  ])
  const keys = async () => (await Promise.all([asked, first, quiet, wrong].map(keptOf))).map(keyOfSealed)
  expect(await keys()).toEqual([fresh, fresh, old, old])
  await expect(retireSecrets(database, nobody, secrets)).rejects.toThrow(
    `2 account passcodes still need key ${old}: run "npm run keys -- reseal"`,
  )

  expect(await resealRows(database, nobody, box)).toBe(2)
  expect(await keys()).toEqual([fresh, fresh, fresh, fresh])
  expect(await keysInUse(db)).toMatchObject([{ what: 'account passcodes', key: fresh, rows: 4 }])
  await retireSecrets(database, nobody, secrets)
  expect(box.keyIds()).toEqual([fresh])
  for (const accountId of [asked, first, quiet, wrong]) {
    expect(await says(accountId, passcode)).toBe(true)
    expect(await says(accountId, '111333')).toBe(false)
  }
  // Nobody is told of a passcode that did not change, and the journal says what the command did.
  expect(await noticesOf(asked)).toEqual(told)
  expect((await deskJournal(database, 'reseal')).map(({ detail }) => detail)).toMatchObject([{ rows: 2 }])
})

test('what is kept opens for its own account only, and one whose key is lost is not counted against the caller', async () => {
  const [accountId, another] = [await withPasscode(), await addAccount(database)]
  const kept = await keptOf(accountId)
  expect(kept).not.toContain(passcode)
  expect(await isPasscode(box, accountId, kept, passcode)).toBe(true)
  await expect(isPasscode(box, another, kept, passcode)).rejects.toThrow()
  await rotateKey(database, nobody, secrets)
  const lost = kept.replace(keyOfSealed(kept), '00000000')
  await sql`alter table passcodes disable trigger told_at_once`.execute(db)
  await sql`update passcodes set hash = ${lost} where account_id = ${accountId}`.execute(db)
  await sql`alter table passcodes enable trigger told_at_once`.execute(db)
  const refusal = await refusalFrom(alex.contacts.checkPasscode({ accountId, talksTo: 'holder', passcode }))
  expect(refusal).toMatchObject({
    code: 'WAY_NOT_OFFERED',
    message: expect.stringContaining('set a new one'),
  })
  expect((await alex.contacts.card({ accountId })).triesLeft).toBe(3)
  await resealRows(database, nobody, box)
  expect(await keysInUse(db)).toContainEqual({
    what: 'account passcodes',
    key: '00000000',
    rows: 1,
    endsByItself: false,
  })
  await retireSecrets(database, nobody, secrets)
})
