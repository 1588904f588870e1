import { readFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadAccount } from '#server/adjustments/load-account.ts'
import { factsOf, factsOfAccount } from '#server/credits/load-facts.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import { digest } from '#server/programmes/digest.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import { timeLost } from '#shared/outages/time-lost.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { type FactKind, factKinds, factNames } from '#shared/programmes/fact-names.ts'
import { signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk, outageId, programme, window } from '#test/support/desk.ts'
import { addAccount, addAccounts } from '#test/support/factories.ts'

const database = await openDesk()
const read = async (id: string) => {
  const file = new URL(`../../../programmes/${id}.json`, import.meta.url)
  return JSON.parse(await readFile(file, 'utf8')) as Programme
}
const guarantee = await read('att-guarantee-wireless-2025')
const guaranteeHere: Programme = { ...guarantee, outage: outageId, effective: { from: null, to: null } }
const evening = await read('new-york-s5386-2009')
const at = '2024-03-01T12:00:00Z'

const five = await addAccount(database, { lines: [{}, {}, { hours: 0 }, { status: 'suspended' }] })
const spread = await addAccount(database, { lines: [{ hours: 1 }] })
await asTheDesk(database, async (work) => {
  // A second and a third stretch: one touches the first, one stays open until the window's end.
  await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
    select account_id, line_id, ${outageId}, source, detached_at, reattached_at, 'DEN002' from lines, (values
      ('hss', timestamptz '2024-02-22T10:00:00Z', timestamptz '2024-02-22T11:30:00Z'),
      ('mme', '2024-02-22T19:00:00.5Z', null)) more (source, detached_at, reattached_at)
    where account_id = ${spread}`.execute(work.tx)
  await sql`insert into outage_sites (outage_id, site, market, down_at, up_at, cause)
    select ${outageId}, 'DEN' || lpad(n::text, 3, '0'), 'DEN', timestamptz '2024-02-22T08:45:00Z' + make_interval(mins => n), timestamptz '2024-02-22T11:00:00Z' + make_interval(mins => n), 'core_configuration'
    from generate_series(1, 12) n`.execute(work.tx)
  await measureImpacts(work, outageId)
})

test('a flat programme loads an account, and nothing of its lines', async () => {
  const found = await factsOf(database.db, programme, outageId, '', 100)
  expect(found.find((each) => each.accountId === five)?.facts).toEqual({
    account: { type: 'consumer', status: 'active', closedBeforeStart: false, anyActiveLineAffected: true },
    outage: { id: outageId },
  })
})

test('every fact is loaded that is not marked as known elsewhere, and none that is', async () => {
  const asksAll = { ...guaranteeHere, asked: factNames.map((fact) => ({ fact })) } as Programme
  const found = await factsOf(database.db, asksAll, outageId, '', 100)
  const facts = found.find(({ accountId }) => accountId === spread)?.facts
  const bags: Record<string, object> = { ...facts, unit: facts?.units?.[0] ?? {} }
  const isLoaded = (name: string) => {
    const [bag = '', key = ''] = name.split('.')
    return key in (bags[bag] ?? {})
  }
  // Measured from the line's losses as the programme says, so it is no column of anything.
  const named = factNames.filter((name) => name !== 'unit.secondsLost')
  const elsewhere = named.filter((name) => (factKinds[name] as FactKind).elsewhere)
  expect(named.filter((name) => !isLoaded(name))).toEqual(elsewhere)
})

test('the account page makes the very facts of a run from the rows it has in hand', async () => {
  await addAccounts(database, [
    { type: 'business' },
    { status: 'closed', closedOn: '2024-02-21' },
    { status: 'closed', closedOn: '2024-02-22' },
    { lines: [{ hours: 0 }] },
    { lines: [{ status: 'suspended' }] },
  ])
  const actor = { staffId: 1n, name: 'Alex', role: 'agent', limits: null } as const
  const ask = { outageId, actor, businessDate: '2024-03-01' }
  const accounts = await factsOf(database.db, programme, outageId, '', 100)
  expect(accounts.length).toBeGreaterThan(6)
  for (const { accountId, facts } of accounts)
    expect((await loadAccount(database.db, { ...ask, accountId })).creditFacts).toEqual(facts)
})

test('batches follow each other in the order of the numbers, and the last one ends the list', async () => {
  await addAccounts(database, [{}, {}, { lines: [] }, {}])
  const whole = (await factsOf(database.db, guarantee, outageId, '', 100)).map((each) => each.accountId)
  const pieces: string[] = []
  for (let last = ''; ; ) {
    const batch = await factsOf(database.db, guarantee, outageId, last, 2)
    pieces.push(...batch.map((each) => each.accountId))
    const final = batch.at(-1)
    if (!final) break
    last = final.accountId
  }
  expect(pieces).toEqual(whole)
  expect(whole).toEqual([...whole].sort())
})

test('a programme by line gets each line’s charge, state and loss, and what its scope asks of the sites', async () => {
  const loaded = await factsOfAccount(database.db, guarantee, outageId, five)
  expect(loaded?.facts.outage).toMatchObject({
    sitesOut: 12,
    longestSiteOutageMinutes: 128,
    date: '2024-02-22',
  })
  expect(loaded?.facts.calendar).toEqual({ daysInMonth: 29 })
  const start = Date.UTC(2024, 1, 22, 9) / 1000
  expect(
    loaded?.facts.units?.map(({ active, losses, attachedAtStart }) => [active, attachedAtStart, losses]),
  ).toEqual([
    [true, true, [{ service: 'all', from: start, to: start + 36_000 }]],
    [true, true, [{ service: 'all', from: start, to: start + 36_000 }]],
    [true, null, []],
    [false, true, [{ service: 'all', from: start, to: start + 36_000 }]],
  ])
  expect(loaded?.facts.units?.[0]).toMatchObject({ kind: 'wireless_voice', charges: { plan: '5000' } })
})

test('several stretches of a line are those that the account page shows', async () => {
  const loaded = await factsOfAccount(database.db, guarantee, outageId, spread)
  const rows = await database.db
    .selectFrom('impactIntervals')
    .selectAll()
    .where('accountId', '=', spread)
    .execute()
  const { secondsLost } = timeLost(rows, window)
  const losses = loaded?.facts.units?.[0]?.losses ?? []
  const at = (text: string) => Math.floor(Date.parse(text) / 1000)
  expect(losses.map(({ from, to }) => [from, to])).toEqual([
    [at('2024-02-22T09:00:00Z'), at('2024-02-22T11:30:00Z')],
    [at('2024-02-22T19:00:00Z'), at('2024-02-22T20:10:00Z') - 1],
  ])
  expect(losses.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(secondsLost)
})

test('one account alone has the facts and the hash that it has in a batch', async () => {
  for (const each of [programme, guarantee, evening])
    for (const { accountId, facts } of await factsOf(database.db, each, outageId, '', 100)) {
      const alone = await factsOfAccount(database.db, each, outageId, accountId)
      expect(alone?.facts).toEqual(facts)
      expect(alone && evaluate(alone.facts, each, at, digest).hash).toBe(
        evaluate(facts, each, at, digest).hash,
      )
    }
})

test('a day window opens and shuts by the clock of the line’s own zone', async () => {
  const loaded = await factsOfAccount(database.db, evening, outageId, five)
  const at = (text: string) => Date.parse(text) / 1000
  expect(loaded?.facts.units?.[0]?.days).toEqual([
    {
      startsAt: at('2024-02-22T07:00:00Z'),
      endsAt: at('2024-02-23T07:00:00Z'),
      working: true,
      opensAt: at('2024-02-22T13:00:00Z'),
      shutsAt: at('2024-02-23T07:00:00Z'),
    },
  ])
})

test('a line that was active for part of the bill cycle has its whole day, and one activated after the outage none', async () => {
  const accountId = await addAccount(database, { lines: [{}, {}, {}] })
  await sql`update lines l set activated_on = a.on_day from (values (0, date '2024-02-20'), (1, '2024-02-22'), (2, '2024-02-23')) a (n, on_day)
    where l.account_id = ${accountId} and l.line_id = (select min(line_id) + a.n from lines where account_id = ${accountId})`.execute(
    database.db,
  )
  const loaded = await factsOfAccount(database.db, guaranteeHere, outageId, accountId)
  expect(loaded?.facts.units?.map(({ active }) => active)).toEqual([true, true, false])
  // Two lines of $50 in a month of 29 days: $3.45, and not a part of it for the days of the cycle that they were there.
  expect(loaded && evaluate(loaded.facts, guaranteeHere, at, digest).amount.minor).toBe('345')
})

test('the account page says of any programme what a run would: the same facts, the same sentence', async () => {
  const desk = await openDesk({ programme: guaranteeHere })
  await asTheDesk(desk, (work) =>
    sql`insert into outage_sites (outage_id, site, market, down_at, up_at, cause)
      select ${outageId}, 'DEN' || lpad(n::text, 3, '0'), 'DEN', '2024-02-22T08:45:00Z', '2024-02-22T11:00:00Z', 'core_configuration' from generate_series(1, 12) n`.execute(
      work.tx,
    ),
  )
  const audrey = await signedIn(desk, 'audrey')
  const [paid, short, prepaid] = await addAccounts(desk, [{}, { lines: [{ hours: 0 }] }, { type: 'prepaid' }])
  const because = async (accountId = '') => {
    const { credit } = await audrey.adjustments.accountPage({ accountId })
    return credit.given ? null : credit.because
  }
  for (const { accountId, facts } of await factsOf(desk.db, guaranteeHere, outageId, '', 10)) {
    const alone = evaluate(facts, guaranteeHere, at, digest).because
    if (accountId === paid)
      expect([alone, await because(paid)]).toEqual([null, expect.stringContaining('meets the conditions')])
    else expect(await because(accountId)).toBe(alone)
  }
  expect(await because(short)).toContain('not on an affected site')
  expect(await because(prepaid)).toContain('consumer postpaid')
})
