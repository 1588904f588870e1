import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { giveFacts } from '#server/adjustments/give-facts.ts'
import { loadAccount } from '#server/adjustments/load-account.ts'
import { giveFactsOf } from '#server/adjustments/standing.ts'
import { runProgramme } from '#server/credits/run-programme.ts'
import type { GiveFacts } from '#shared/adjustments/decide.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { type Caller, give, signedIn } from '#test/support/calls.ts'
import { openDesk, outageId, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [alex, sam, sofia, morgan] = (await Promise.all(
  ['alex', 'sam', 'sofia', 'morgan'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller]
const businessDate = '2024-03-01'
const actor: Actor = {
  staffId: 1n,
  name: 'Alex Rivera',
  role: 'agent',
  limits: { level: 'agent', perAction: 1500n, perAccountAndOutage: 3000n, perDay: 30_000n },
}

/** What the page shows, from its rows, and what a posting decides by, from transfers: each by its own statement. */
async function bothWays(accountId: string): Promise<{ page: unknown; posting: unknown }> {
  const ask = { accountId, outageId, actor, businessDate }
  const { facts, desk, offer } = await loadAccount(database.db, ask)
  const posting = await giveFacts(database.db, { ...ask, reasonCode: 'goodwill' })
  const shape = ({ account, claims, ...rest }: GiveFacts, offered: bigint) => ({
    ...rest,
    offered,
    account: { type: account.type, status: account.status, currency: account.currency },
    claims: claims.toSorted((one, other) => one.kind.localeCompare(other.kind)),
  })
  return {
    page: shape(giveFactsOf(facts, desk, actor, businessDate), offer.amount.minor),
    posting: shape(posting.give, posting.offered),
  }
}

test('the account page and the posting see the same money, whatever has happened to the account', async () => {
  const fresh = await addAccount(database, {
    lines: [{ charge: 8137n }, { hours: 3, open: true }, { hours: 0 }],
  })
  const credited = await addAccount(database, { lines: [{ charge: 5000n }, { charge: 9999n }] })
  const business = await addAccount(database, { type: 'business' })
  const closed = await addAccount(database, {
    status: 'closed',
    closedOn: '2024-02-27',
    lines: [{ status: 'closed' }],
  })
  await runProgramme(database, { actor: null }, programme)
  const { adjustmentId } = await give(alex, credited, { amount: 900n })
  await sofia.adjustments.reverse({ accountId: credited, adjustmentId, amount: '400', reason: 'Too much.' })
  await give(sam, credited, { amount: 2500n, reason: 'top_up_per_line' })
  const refused = await give(alex, business, { amount: 700n })
  await morgan.adjustments.refuse({
    accountId: business,
    adjustmentId: refused.adjustmentId,
    reason: 'Not ours.',
  })
  await give(sam, business, { amount: 800n })
  for (const accountId of [fresh, credited, business, closed]) {
    const { page, posting } = await bothWays(accountId)
    expect(posting, accountId).toEqual(page)
  }
  expect((await bothWays(credited)).posting).toMatchObject({ givenForOutage: 3500n, givenOnAccount: 3000n })

  await sql`alter table adjustments disable trigger legal_steps`.execute(database.db)
  await sql`update adjustments set expires_at = now() - interval '1 minute' where account_id = ${business} and state = 'requested'`.execute(
    database.db,
  )
  await sql`alter table transfers disable trigger permanent`.execute(database.db)
  await sql`update transfers set expires_at = now() - interval '1 minute' where account_id = ${business} and kind = 'hold'`.execute(
    database.db,
  )
  const { page, posting } = await bothWays(business)
  expect(posting).toEqual(page)
  expect(posting).toMatchObject({ givenOnAccount: 0n, claims: [] })
})
