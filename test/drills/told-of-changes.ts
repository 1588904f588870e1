import { sql } from 'kysely'
import { verifyCallers } from '#test/support/verified-callers.ts'
import { call } from './calling.ts'
import { inLanes } from './gifts.ts'
import type { Stage } from './stage.ts'
import type { Person, World } from './world.ts'

type Ground = { stage: Stage; world: World; origin: string; by: Person }
const changes = [
  { what: 'passcode', passcode: '904716' },
  { what: 'email', email: 'somebody.new@example.com' },
  { what: 'phone', phone: '+13035559999' },
  { what: 'address', street: '7 New Rd', city: 'Boulder', state: 'CO', postalCode: '80301' },
] as const

/**
 * Each of the four changes many times: for every one the outbox has its rows, at the old place and the new one, with the
 * time of the very transaction that wrote the change's event. And what goes past the command is not committed.
 */
export async function toldOfChanges(
  { stage, world, origin, by }: Ground,
  each: number,
): Promise<{ changed: number; untold: number; bypassed: number }> {
  const made = changes.flatMap((change) =>
    Array.from({ length: each }, () => ({ accountId: world.freshAccount(), change })),
  )
  await verifyCallers(
    world.database,
    made.map(({ accountId }) => ({ accountId, staffId: by.staffId })),
  )
  await inLanes(4, made, async ({ accountId, change }) => {
    const outcome = await call(origin, {
      token: by.token,
      procedure: 'contacts.change',
      input: { accountId, ...change },
    })
    stage.insist(outcome.kind === 'ok', `A change of the ${change.what} was not made.`)
  })
  const accounts = made.map(({ accountId }) => accountId)
  const found = await sql<{ changed: number; untold: number; leaked: number }>`
    select count(*)::int as changed,
      count(*) filter (where (select count(*) from notices n where n.account_id = e.account_id and n.kind = 'change'
        and n.about = e.detail ->> 'what' and n.made_at = e.happened_at) < case e.detail ->> 'what' when 'email' then 3 when 'phone' then 3 else 2 end)::int as untold,
      count(*) filter (where exists (select from notices n where n.account_id = e.account_id and n.kind = 'change'
        and n.body ~ '904716|somebody|5559999|New Rd|Boulder'))::int as leaked
    from account_events e where e.action = 'change-record' and e.account_id = any (${accounts}::text[])`.execute(
    world.database.db,
  )
  const { changed = 0, untold = 0, leaked = 0 } = found.rows[0] ?? {}
  stage.insist(changed === made.length, `${made.length} changes left ${changed} events.`)
  stage.insist(untold === 0, `${untold} changes were not told to the customer in their own transaction.`)
  stage.insist(leaked === 0, `${leaked} notices say what it was changed to.`)
  const bypassed = await past(world, accounts[0] ?? '')
  stage.insist(bypassed === 0, `${bypassed} ways past the command changed a record and told nobody.`)
  return { changed, untold, bypassed }
}

/** The same changes by direct SQL, as a command that somebody writes tomorrow and forgets the notice in. */
async function past({ database }: World, accountId: string): Promise<number> {
  const statements = [
    sql`update accounts set email = 'thief@example.com' where account_id = ${accountId}`,
    sql`update accounts set contact_phone = '+13035550000' where account_id = ${accountId}`,
    sql`update accounts set street = '1 Elsewhere' where account_id = ${accountId}`,
    sql`insert into passcodes (account_id, hash) values (${accountId}, 'x') on conflict (account_id) do update set hash = 'x'`,
  ]
  let through = 0
  for (const statement of statements)
    await statement.execute(database.db).then(
      () => {
        through += 1
      },
      () => {},
    )
  return through
}
