import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { markNotices } from '#server/notices/mark-notices.ts'
import { sendNotices } from '#server/notices/send-notices.ts'
import { type Caller, give, insistently, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { Gateway } from '#test/support/gateway.ts'
import { testSecrets } from '#test/support/secrets.ts'

const database = await openDesk()
const { db } = database
const [alex, sam, sofia] = await Promise.all(
  (['alex', 'sam', 'sofia'] as const).map((name) => signedIn(database, name)),
)
if (!alex || !sam || !sofia) throw new Error('Nobody is at the desk.')
const holder = (accountId: string) => ({ accountId, talksTo: 'holder' as const })
const failuresOf = async (accountId: string) =>
  (await db.selectFrom('callerChecks').select('outcome').where('accountId', '=', accountId).execute()).filter(
    ({ outcome }) => outcome === 'failed',
  ).length

test('three wrong answers within a day close every way but the call-back, for every agent', async () => {
  const accountId = await addAccount(database)
  for (const left of [2, 1, 0])
    expect(await alex.contacts.checkPasscode({ ...holder(accountId), passcode: '111222' })).toMatchObject({
      verified: false,
      triesLeft: left,
    })
  const locked = { code: 'CALLER_LOCKED' }
  expect(
    await refusalFrom(sam.contacts.checkPasscode({ ...holder(accountId), passcode: '220224' })),
  ).toMatchObject(locked)
  expect(await refusalFrom(sam.contacts.sendCode({ ...holder(accountId), to: 'text' }))).toMatchObject(locked)
  expect((await sam.contacts.card({ accountId })).lockedUntil).not.toBeNull()
  await verified(sam, accountId)
  expect((await sam.adjustments.accountPage({ accountId })).lines).toHaveLength(1)
  expect((await sofia.contacts.reviews()).failed.find((row) => row.accountId === accountId)).toMatchObject({
    failures: 3,
    locked: true,
  })
  await sql`alter table caller_checks disable trigger permanent`.execute(db)
  await sql`update caller_checks set checked_at = checked_at - interval '25 hours' where account_id = ${accountId}`.execute(
    db,
  )
  await sql`alter table caller_checks enable trigger permanent`.execute(db)
  expect((await alex.contacts.card({ accountId })).triesLeft).toBe(3)
})

test('of many guesses at once three are looked at, and the right one among the others is not told', async () => {
  const accountId = await addAccount(database)
  const guesses = Array.from({ length: 16 }, (_, index) => (index === 15 ? '220224' : `11122${index % 10}`))
  const callers = await Promise.all(guesses.map((_, index) => signedIn(database, index % 2 ? 'alex' : 'sam')))
  const answers = await Promise.allSettled(
    guesses.map((passcode, index) =>
      insistently(async () => callers[index]?.contacts.checkPasscode({ ...holder(accountId), passcode })),
    ),
  )
  expect(await failuresOf(accountId)).toBeLessThanOrEqual(3)
  const refused = answers.filter((each) => each.status === 'rejected').length
  expect(refused).toBeGreaterThanOrEqual(12)
  // The database refuses the fourth by itself.
  await sql`insert into contacts (account_id, staff_id, talks_to, business_date) select ${accountId}, staff_id, 'holder', '2024-03-01' from staff
    where role = 'manager' limit 1`.execute(db)
  const fourth = sql`insert into caller_checks (account_id, contact_id, staff_id, way, outcome)
    select account_id, contact_id, staff_id, 'passcode', 'passed' from contacts where account_id = ${accountId} limit 1`
  if ((await failuresOf(accountId)) === 3) await expect(fourth.execute(db)).rejects.toThrow(/locked/)
})

test('a passcode is kept so that nobody can read it, is not what stands on a bill, and its change is told', async () => {
  const accountId = await addAccount(database, { phone: '+13035557788' })
  await verified(alex, accountId)
  for (const [passcode, why] of [
    ['12345', '6 to 10 digits'],
    ['777777', 'too easy'],
    ['345678', 'too easy'],
    ['557788', 'must not be part'],
  ] as const) {
    const refusal = await refusalFrom(alex.contacts.change({ accountId, what: 'passcode', passcode }))
    expect(refusal.message).toContain(why)
    expect(JSON.stringify(refusal)).not.toContain(passcode)
  }
  expect(await alex.contacts.change({ accountId, what: 'passcode', passcode: '904716' })).toMatchObject({
    told: 2,
  })
  const kept = await db
    .selectFrom('passcodes')
    .selectAll()
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  expect(JSON.stringify(kept)).not.toContain('904716')
  await alex.contacts.wrapUp({ accountId, outcome: 'other' })
  expect((await alex.contacts.card({ accountId })).demo).toMatchObject({ passcode: null })
  const check = (passcode: string) => alex.contacts.checkPasscode({ ...holder(accountId), passcode })
  expect(await check('220224')).toMatchObject({ verified: false })
  expect(await check('90 47-16')).toMatchObject({ verified: true })
})

test('v5.0.0-6.5.5 a code goes out once, is kept hashed, and works once within ten minutes', async () => {
  const gateway = await new Gateway().start()
  const accountId = await addAccount(database, { phone: '+13035551234' })
  const sent = await alex.contacts.sendCode({ ...holder(accountId), to: 'text' })
  const stored = JSON.stringify(
    [
      await db.selectFrom('callerCodes').selectAll().where('accountId', '=', accountId).execute(),
      await db.selectFrom('notices').selectAll().where('accountId', '=', accountId).execute(),
    ],
    (_key, value: unknown) => (typeof value === 'bigint' ? `${value}` : value),
  )
  expect(stored).not.toContain(sent.demoCode)
  const sending = {
    partner: gateway.partner,
    timeoutMs: 500,
    retries: { firstWaitSeconds: 0, longestWaitSeconds: 0, tries: 3 },
    atOnce: 4,
    secrets: testSecrets(),
  }
  await sendNotices(database, { actor: null }, sending)
  const [told] = [...gateway.taken.values()].filter((each) => each.accountId === accountId)
  expect(told).toMatchObject({
    content: expect.stringContaining(String(sent.demoCode)),
    receiver: [{ phoneNumber: '+13035551234' }],
  })
  expect(
    await db
      .selectFrom('notices')
      .select(['sealed', 'address', 'state'])
      .where('accountId', '=', accountId)
      .execute(),
  ).toEqual([{ sealed: null, address: null, state: 'sent' }])
  const code = sent.demoCode ?? ''
  await sql`update caller_codes set sent_at = sent_at - interval '11 minutes', expires_at = expires_at - interval '11 minutes' where account_id = ${accountId}`.execute(
    db,
  )
  expect(await refusalFrom(alex.contacts.checkCode({ ...holder(accountId), code }))).toMatchObject({
    code: 'WAY_NOT_OFFERED',
  })
  const again = await alex.contacts.sendCode({ ...holder(accountId), to: 'email' })
  expect(await alex.contacts.checkCode({ ...holder(accountId), code: again.demoCode ?? '' })).toMatchObject({
    verified: true,
  })
  await alex.contacts.wrapUp({ accountId, outcome: 'explained' })
  expect(
    await refusalFrom(alex.contacts.checkCode({ ...holder(accountId), code: again.demoCode ?? '' })),
  ).toMatchObject({ code: 'WAY_NOT_OFFERED' })
})

test('what was told is answered masked; what stands there already changes nothing and tells nobody', async () => {
  const accountId = await addAccount(database, { email: 'old@example.com', phone: '+13035550003' })
  await verified(sam, accountId)
  const change = { accountId, what: 'phone' as const, phone: '303-555-0004' }
  expect(await sam.contacts.change(change)).toEqual({
    what: 'phone',
    told: 3,
    places: [
      { channel: 'email', address: 'o•••@example.com' },
      { channel: 'text', address: '•••-•••-0003' },
      { channel: 'text', address: '•••-•••-0004' },
    ],
  })
  expect(await sam.contacts.change({ ...change, phone: '+1 (303) 555-0004' })).toEqual({
    what: 'phone',
    told: 0,
    places: [],
  })
  const zip = { street: '1 Main St', city: 'Denver', state: 'CO', postalCode: '802' }
  expect(await refusalFrom(sam.contacts.change({ accountId, what: 'address', ...zip }))).toMatchObject({
    fields: [{ path: 'postalCode' }],
  })
})

test('each of the four changes is told at the old and at the new place, without what it is; none goes without', async () => {
  const accountId = await addAccount(database, { email: 'old@example.com', phone: '+13035550001' })
  await verified(sam, accountId)
  await sam.contacts.change({ accountId, what: 'phone', phone: '(303) 555-0002' })
  await sam.contacts.change({ accountId, what: 'email', email: 'new@example.com' })
  await sam.contacts.change({
    accountId,
    what: 'address',
    street: '7 New Rd',
    city: 'Boulder',
    state: 'CO',
    postalCode: '80301',
  })
  const told = await db
    .selectFrom('notices')
    .select(['about', 'address', 'body'])
    .where('accountId', '=', accountId)
    .orderBy('noticeId')
    .execute()
  expect(told.map(({ about, address }) => `${about} ${address}`)).toEqual([
    'phone old@example.com',
    'phone +13035550001',
    'phone +13035550002',
    'email old@example.com',
    'email new@example.com',
    'email +13035550002',
    'address new@example.com',
    'address +13035550002',
  ])
  for (const { body } of told) expect(body).not.toMatch(/New Rd|Boulder|80301|555|@/)
  await markNotices(database, { actor: null })
  for (const change of [
    sql`update accounts set email = 'thief@example.com' where account_id = ${accountId}`,
    sql`update accounts set contact_phone = '+13035550009' where account_id = ${accountId}`,
    sql`update accounts set city = 'Elsewhere' where account_id = ${accountId}`,
    sql`insert into passcodes (account_id, hash) values (${accountId}, 'x')`,
  ])
    await expect(change.execute(db)).rejects.toThrow(/told to the customer in the same transaction/)
})

test('who decides a request sees that its customer is on the line, until the conversation ends', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId, way } = await give(alex, accountId, { amount: 4000n })
  expect(way).toBe('request')
  const lineFor = async (person: Caller) =>
    (await person.adjustments.queue({ show: 'waiting' })).items.find(
      (item) => item.adjustmentId === adjustmentId,
    )?.onTheLine
  const line = await lineFor(sofia)
  expect(Date.parse(line?.until ?? '') - Date.parse(line?.since ?? '')).toBeGreaterThan(29 * 60_000)
  expect(await lineFor(sam), 'an agent who verified nobody').toBeNull()
  await alex.contacts.wrapUp({ accountId, outcome: 'escalated' })
  expect(await lineFor(sofia)).toBeNull()
})
