import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { openDatabase } from '#server/db/open-database.ts'
import { importFile } from '#server/imports/import-file.ts'
import { loadMap } from '#server/imports/import-map.ts'
import { memorySource } from '#server/imports/source.ts'
import { rotateKey } from '#server/keeping/rotate-secrets.ts'
import { resealRows } from '#server/keeping/sealed-rows.ts'
import { keyOfSealed } from '#server/staff/secret-box.ts'
import { browser, tokenOf } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { secretsFile, testSecrets } from '#test/support/secrets.ts'
import { openAsServer } from '#test/support/server-role.ts'

describe.runIf(databaseKind === 'postgres')('passcodes, with the server’s own sign-in', async () => {
  const target = await freshTarget()
  if (target.kind !== 'postgres') return
  const owner = await furnishDesk(await openDatabase(target))
  const { database } = await openAsServer(target)
  const nobody = { actor: null }
  const load = async (kind: 'passcodes' | 'business-contacts', text: string) =>
    importFile(
      database,
      nobody,
      kind,
      memorySource(kind, async function* () {
        yield text
      }),
      { map: await loadMap(), secrets: testSecrets() },
    )
  const keyOf = async (accountId: string) =>
    keyOfSealed(
      (
        await owner.db
          .selectFrom('passcodes')
          .select('hash')
          .where('accountId', '=', accountId)
          .executeTakeFirst()
      )?.hash ?? '',
    )

  test('a file, a right answer and the command for keys change what is kept, and nobody is told', async () => {
    const [said, quiet] = [
      await addAccount(owner, { type: 'business' }),
      await addAccount(owner, { type: 'business' }),
    ]
    expect(await load('passcodes', `BAN,PASSCODE\n${said},904716\n${quiet},904716\n`)).toMatchObject({
      new: 2,
    })
    for (const [name, changed] of [
      ['Jordan Lee', 0],
      ['JORDAN LEE', 1],
    ] as const)
      expect(await load('business-contacts', `BAN,CONTACT_NAME\n${said},${name}\n`)).toMatchObject({
        changed,
      })
    const { first } = await rotateKey(database, nobody, { what: 'secrets', file: secretsFile() })
    const alex = browser(database, await tokenOf(owner, 'alex')).caller
    expect(
      await alex.contacts.checkPasscode({ accountId: said, talksTo: 'holder', passcode: '904716' }),
    ).toMatchObject({ verified: true })
    expect([(await keyOf(said)) === first, (await keyOf(quiet)) === first]).toEqual([true, false])
    expect(await resealRows(database, nobody, testSecrets())).toBe(1)
    expect(await keyOf(quiet)).toBe(first)
    expect(await owner.db.selectFrom('notices').selectAll().execute()).toEqual([])
  })

  test('another passcode without its notice is refused, whatever the statement says of itself', async () => {
    const accountId = await addAccount(owner)
    await load('passcodes', `BAN,PASSCODE\n${accountId},904716\n`)
    const event = (action: string) =>
      `insert into desk_events (business_date, actor_id, action, detail, request_id) values (current_date, null, '${action}', '{}', 'r')`
    const change = `update passcodes set hash = 'mine', set_at = now() where account_id = '${accountId}'`
    for (const statements of [
      [change],
      [`update passcodes set hash = 'mine' where account_id = '${accountId}'`],
      ["select set_config('makeright.told_elsewhere', 'on', true)", change],
      ["select set_config('makeright.told_elsewhere', 'on', true)", event('import.accounts'), change],
      [event('reseal'), change],
    ])
      await expect(
        database.db.transaction().execute(async (tx) => {
          for (const statement of statements) await sql.raw(statement).execute(tx)
        }),
      ).rejects.toThrow(/told to the customer in the same transaction/)
  })
})
