import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { demoPasscode } from '#server/demo/callers.ts'
import { fillForm, give, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import { openDesk, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const { db } = database
const [alex, sam, sofia, audrey] = await Promise.all(
  (['alex', 'sam', 'sofia', 'audrey'] as const).map((name) => signedIn(database, name)),
)
if (!alex || !sam || !sofia || !audrey) throw new Error('Nobody is at the desk.')
const holder = (accountId: string) => ({ accountId, talksTo: 'holder' as const })
const untold = { code: 'CALLER_NOT_VERIFIED', retry: 'same-key', saved: false }

test('until the caller is verified an agent gets enough to ask and nothing to tell', async () => {
  const accountId = await addAccount(database, { name: 'Wilhelmina Vantongeren', phone: '+13035550142' })
  const card = await alex.contacts.card({ accountId })
  expect(card).toMatchObject({
    holderName: 'Wilhelmina Vantongeren',
    type: 'consumer',
    text: '•••-•••-0142',
    ways: { passcode: true, code: true, callBack: true, businessContact: false },
    triesLeft: 3,
    outage: { say: 'Phones lost service.' },
  })
  for (const kept of ['303555', 'Main St', 'Denver', '80202', 'customer', '"14"', 'seconds'])
    expect(JSON.stringify(card)).not.toContain(kept)
  const ask = { accountId, outageId, amount: '500', reasonCode: 'goodwill', note: '' }
  const draftId = crypto.randomUUID()
  const calls = [
    () => alex.adjustments.accountPage({ accountId }),
    () => alex.adjustments.creditWorking({ accountId }),
    () => alex.adjustments.preview(ask),
    () => alex.adjustments.requestPage({ accountId, adjustmentId: '1' }),
    () => alex.adjustments.openDraft({ accountId, outageId }),
    () => alex.adjustments.saveDraft({ accountId, draftId, amountText: '', reasonCode: '', note: '' }),
    () =>
      alex.adjustments.give({
        ...ask,
        draftId,
        previewed: { way: 'post', after: '500', billOn: '2024-03-14' },
      }),
    () => alex.contacts.reveal({ accountId, what: 'email', reason: 'Curious.' }),
    () => alex.contacts.change({ accountId, what: 'email', email: 'mine@example.com' }),
  ]
  for (const call of calls) expect(await refusalFrom(call())).toMatchObject(untold)
  expect((await sofia.adjustments.accountPage({ accountId })).account.holderName).toContain('Wilhelmina')
  expect((await audrey.adjustments.accountPage({ accountId })).account.email).toBe('c•••@example.com')
})

test('a right passcode opens the account for this agent and this account only, until wrap-up', async () => {
  const [accountId, another] = [await addAccount(database), await addAccount(database)]
  const checked = await alex.contacts.checkPasscode({ ...holder(accountId), passcode: demoPasscode })
  expect(checked).toMatchObject({ verified: true, contact: { verification: 'passcode' } })
  expect((await alex.adjustments.accountPage({ accountId })).lines).toHaveLength(1)
  expect(await refusalFrom(alex.adjustments.accountPage({ accountId: another }))).toMatchObject(untold)
  expect(await refusalFrom(sam.adjustments.accountPage({ accountId }))).toMatchObject(untold)
  await alex.contacts.wrapUp({ accountId, outcome: 'explained' })
  expect(await refusalFrom(alex.adjustments.accountPage({ accountId }))).toMatchObject(untold)
})

test('whoever is called again sees who talked to the customer, known how, and how it ended; not why one went without the caller', async () => {
  const accountId = await addAccount(database)
  await verified(alex, accountId)
  await alex.contacts.wrapUp({ accountId, outcome: 'explained' })
  await sam.contacts.breakGlass({ accountId, talksTo: 'nobody', reason: 'A letter from his lawyer.' })
  const page = await sam.adjustments.accountPage({ accountId })
  const calls = page.timeline.filter(({ id }) => id.startsWith('contact-'))
  expect(calls).toMatchObject([
    { title: 'Opened without the caller', detail: 'going on', by: 'Sam Okafor' },
    { title: 'Call', detail: 'verified by call-back · explained, no credit', by: 'Alex Rivera' },
  ])
  expect(JSON.stringify(page)).not.toContain('lawyer')
})

test('what was verified ends after half an hour, and the database holds nothing longer', async () => {
  const accountId = await addAccount(database)
  await verified(alex, accountId)
  const later = sql`update contacts set expires_at = now() + interval '31 minutes' where account_id = ${accountId}`
  await expect(later.execute(db)).rejects.toThrow(/permanent|half_an_hour/)
  await sql`alter table contacts disable trigger legal_steps`.execute(db)
  await sql`update contacts set began_at = now() - interval '40 minutes', verified_at = now() - interval '31 minutes', expires_at = now() - interval '1 minute'
    where account_id = ${accountId}`.execute(db)
  await sql`alter table contacts enable trigger legal_steps`.execute(db)
  expect(await refusalFrom(alex.adjustments.accountPage({ accountId }))).toMatchObject(untold)
  await alex.contacts.begin(holder(accountId))
  const rows = await db
    .selectFrom('contacts')
    .select(['outcome', 'verification'])
    .where('accountId', '=', accountId)
    .orderBy('contactId')
    .execute()
  expect(rows).toEqual([
    { outcome: 'ran-out', verification: 'call-back' },
    { outcome: null, verification: null },
  ])
})

test('no contact is verified without a check that passed in it, whoever writes', async () => {
  const accountId = await addAccount(database)
  await alex.contacts.begin(holder(accountId))
  for (const way of ['passcode', 'code', 'call-back', 'business-contact'])
    await expect(
      sql`update contacts set verification = ${way}, verified_at = now() where account_id = ${accountId}`.execute(
        db,
      ),
    ).rejects.toThrow(/a check that passed/)
  await expect(
    sql`insert into contacts (account_id, staff_id, talks_to, verification, verified_at, business_date)
      select account_id, 1, 'holder', 'passcode', now(), '2024-03-01' from accounts where account_id = ${accountId}`.execute(
      db,
    ),
  ).rejects.toThrow(/begins unverified/)
})

test('nobody on the line proves nothing: only a reason opens the account, and a supervisor sees it', async () => {
  const accountId = await addAccount(database)
  const nobody = { accountId, talksTo: 'nobody' as const }
  expect(await refusalFrom(alex.contacts.checkPasscode({ ...nobody, passcode: demoPasscode }))).toMatchObject(
    {
      code: 'WAY_NOT_OFFERED',
    },
  )
  await alex.contacts.breakGlass({ ...nobody, reason: 'Letter of 26 February.' })
  await give(alex, accountId, { amount: 500n })
  const { open } = await sofia.contacts.reviews()
  expect(open.find((row) => row.accountId === accountId)).toMatchObject({
    by: 'Alex Rivera',
    reason: 'Letter of 26 February.',
    credits: 1,
    mayReview: true,
  })
})

test('what a customer is known by is not changed without the caller: it takes a verified one', async () => {
  const accountId = await addAccount(database)
  const change = { accountId, what: 'passcode' as const, passcode: '904716' }
  // A supervisor reads the account without a caller; that is no caller either.
  expect(await refusalFrom(sofia.contacts.change(change))).toMatchObject({
    code: 'CALLER_NOT_VERIFIED',
    message: expect.stringContaining('while the customer is on the line'),
  })
  for (const person of [alex, sofia]) {
    await person.contacts.breakGlass({ accountId, talksTo: 'nobody', reason: 'A letter.' })
    expect(await refusalFrom(person.contacts.change(change))).toMatchObject({
      code: 'CALLER_NOT_VERIFIED',
      message: expect.stringContaining('verify the caller'),
    })
  }
  expect(await db.selectFrom('passcodes').where('accountId', '=', accountId).execute()).toEqual([])
  await alex.contacts.wrapUp({ accountId, outcome: 'other' })
  await verified(alex, accountId)
  expect(await alex.contacts.change(change)).toMatchObject({ told: 2 })
})

test('an adjustment says in which conversation it was made, and how its caller was known', async () => {
  const accountId = await addAccount(database)
  await alex.contacts.checkPasscode({ ...holder(accountId), passcode: demoPasscode })
  const { input } = await fillForm(alex, accountId, { amount: 500n })
  await alex.adjustments.give(input)
  const rows = await db
    .selectFrom('adjustments')
    .innerJoin('contacts', (join) =>
      join
        .onRef('contacts.accountId', '=', 'adjustments.accountId')
        .onRef('contacts.contactId', '=', 'adjustments.contactId'),
    )
    .select(['adjustments.verification', 'contacts.verification as of'])
    .where('adjustments.accountId', '=', accountId)
    .execute()
  expect(rows).toEqual([{ verification: 'passcode', of: 'passcode' }])
})

test('a card number that somebody types is not kept with the draft, until they say that it is none', async () => {
  const accountId = await addAccount(database)
  await verified(alex, accountId)
  const { draftId } = await alex.adjustments.openDraft({ accountId, outageId })
  const typed = { accountId, draftId, amountText: '', reasonCode: '', note: 'Pays by 4111 1111 1111 1111.' }
  const noteOf = async () =>
    (await db.selectFrom('drafts').select('note').where('draftId', '=', draftId).executeTakeFirst())?.note
  await alex.adjustments.saveDraft(typed)
  expect(await noteOf()).toBe('Pays by •••• •••• •••• 1111.')
  await alex.adjustments.saveDraft({ ...typed, noteConfirmed: true })
  expect(await noteOf()).toBe(typed.note)
})
