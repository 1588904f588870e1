import { type KyselyPlugin, sql } from 'kysely'
import { expect, test } from 'vitest'
import { tokenOf } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const database = await openDesk()
await addAccount(database, { name: 'Ada Begunwell' })
let searched = 0
const overhearing: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (JSON.stringify(node).includes('name_search')) searched += 1
    return node
  },
  transformResult: async ({ result }) => result,
}
const desk = await httpDesk({ ...database, db: database.db.withPlugin(overhearing) })
const search = (token: string) => desk.ask(token, 'accounts.search', { text: 'begunwell' })
const searchEvents = async () =>
  (
    await sql<{
      count: bigint
    }>`select count(*) from desk_events where action = 'read' and detail ->> 'what' = 'search'`.execute(
      database.db,
    )
  ).rows[0]?.count

test('a made-up token searches nothing', async () => {
  const before = searched
  expect((await search('m'.repeat(43))).status).toBe(401)
  expect(searched).toBe(before)
})

test('whose session was ended is shown nothing of a search that was begun beside the look at it', async () => {
  const token = await tokenOf(database, 'alex')
  for (let each = 0; each < 2; each += 1) {
    const answer = await search(token)
    expect([answer.status, answer.text.includes('Ada Begunwell')]).toEqual([200, true])
  }
  const before = { searched, events: await searchEvents() }
  await sql`delete from sessions`.execute(database.db)
  const answer = await search(token)
  expect([answer.status, answer.envelope?.code]).toEqual([401, 'SESSION_EXPIRED'])
  expect(answer.text).not.toContain('Begunwell')
  expect(await searchEvents()).toBe(before.events)
  expect(searched).toBe(before.searched + 1)
  // Then it is known to be over, and begins nothing any more.
  expect((await search(token)).status).toBe(401)
  expect(searched).toBe(before.searched + 1)
})

test('what is no search begins none, and hears why', async () => {
  const token = await tokenOf(database, 'alex')
  expect((await search(token)).status).toBe(200)
  const answer = await desk.ask(token, 'accounts.search', { words: 'begunwell' })
  expect([answer.status, answer.envelope?.code]).toEqual([400, 'BAD_REQUEST'])
})
