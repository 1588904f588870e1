import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { markNotices } from '#server/notices/mark-notices.ts'
import { sendNotices } from '#server/notices/send-notices.ts'
import { tell } from '#test/support/biller.ts'
import { pageOf, signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk, outageId } from '#test/support/desk.ts'
import { addAccount, type NewAccount } from '#test/support/factories.ts'
import { Gateway } from '#test/support/gateway.ts'
import { servedDesk } from '#test/support/served-desk.ts'

const database = await openDesk({ businessDate: '2024-03-10' })
const gateway = await new Gateway().start()
const desk = await servedDesk(database, { notices: gateway.partner })
const who = { actor: null }
const sending = {
  partner: gateway.partner,
  timeoutMs: 500,
  retries: { firstWaitSeconds: 0, longestWaitSeconds: 0, tries: 3 },
  atOnce: 4,
}
const alex = await signedIn(database, 'alex')

async function notice(
  account: NewAccount & { refusesTexts?: boolean; noEmail?: boolean } = {},
): Promise<{ accountId: string; key: string }> {
  const accountId = await addAccount(database, account)
  const noticeId = await asTheDesk(database, async (work) => {
    // As a carrier's file does it: its own systems told the customer.
    await sql`select set_config('makeright.told_elsewhere', 'on', true)`.execute(work.tx)
    await sql`update accounts set texts_refused = ${account.refusesTexts ?? false}, email = case when ${account.noEmail ?? false}::boolean then null else email end
      where account_id = ${accountId}`.execute(work.tx)
    const made = await sql<{
      noticeId: bigint
    }>`insert into notices (account_id, outage_id, channel, body, business_date)
      values (${accountId}, ${outageId}, 'text', 'We let you down. $5.00 is on its way.', '2024-03-10') returning notice_id`.execute(
      work.tx,
    )
    return made.rows[0]?.noticeId
  })
  return { accountId, key: `makeright-notice-${noticeId}` }
}
const stateOf = async (accountId: string) =>
  (
    await sql<{ state: string; channel: string; tries: number; because: string | null }>`
      select state, channel, tries, failed_because as because from notices where account_id = ${accountId}`.execute(
      database.db,
    )
  ).rows[0]
const said = (key: string, accountId: string, status: string) => ({
  event: { communicationMessage: { externalId: key, accountId, status } },
})

test('a notice goes to the gateway as a text, once, and is delivered when the gateway says so', async () => {
  const { accountId, key } = await notice({ phone: '+17205559999', language: 'es' })
  gateway.statuses = [500, 429]
  while ((await stateOf(accountId))?.state === 'waiting') await sendNotices(database, who, sending)
  expect(gateway.taken.get(key)).toMatchObject({
    accountId,
    messageType: 'SMS',
    language: 'es',
    content: 'We let you down. $5.00 is on its way.',
    receiver: [{ phoneNumber: '+17205559999' }],
  })
  expect(await stateOf(accountId)).toMatchObject({ state: 'sent' })
  const asked = gateway.asked
  await sendNotices(database, who, sending)
  expect(gateway.asked).toBe(asked)

  expect(
    (await tell(desk, '/hooks/notices', said(key, accountId, 'completed'), { secret: 'y'.repeat(40) }))
      .status,
  ).toBe(401)
  expect(await tell(desk, '/hooks/notices', said(key, accountId, 'completed'))).toMatchObject({
    status: 200,
    said: { moved: 1 },
  })
  expect(await tell(desk, '/hooks/notices', said(key, accountId, 'failed'))).toMatchObject({
    said: { moved: 0, unchanged: 1 },
  })
  expect(
    await tell(desk, '/hooks/notices', said('makeright-notice-99999', accountId, 'failed')),
  ).toMatchObject({ status: 404 })
  const page = await pageOf(alex, accountId)
  expect(page.timeline.map((entry) => entry.title)).toContain('Text to the customer: delivered')
})

test('who refuses texts by now gets an e-mail; who has no e-mail either is told nothing, and the notice says why', async () => {
  const byMail = await notice({ refusesTexts: true, email: 'somebody@example.com' })
  const nowhere = await notice({ refusesTexts: true, noEmail: true })
  await sendNotices(database, who, sending)
  expect(await stateOf(byMail.accountId)).toMatchObject({ state: 'sent', channel: 'email' })
  expect(gateway.taken.get(byMail.key)?.receiver).toEqual([{ email: 'somebody@example.com' }])
  expect(await stateOf(nowhere.accountId)).toMatchObject({
    state: 'failed',
    because: 'Texts are refused and no e-mail address is known.',
  })
})

test('what the gateway refuses fails at once, and what it never takes fails after the last try', async () => {
  const refused = await notice()
  gateway.statuses = [422]
  await sendNotices(database, who, sending)
  expect(await stateOf(refused.accountId)).toMatchObject({ state: 'failed', tries: 1 })
  const never = await notice()
  gateway.statuses = [500, 502, 503]
  for (let tries = 0; tries < 3; tries += 1) await sendNotices(database, who, sending)
  expect(await stateOf(never.accountId)).toMatchObject({
    state: 'failed',
    because: 'Not taken by the gateway in 3 tries.',
  })
})

test('two processes tell nobody twice', async () => {
  const made = []
  for (let count = 0; count < 12; count += 1) made.push(await notice())
  const asked = gateway.asked
  // A slow machine must not look like a gateway that does not answer.
  const patient = { ...sending, timeoutMs: 10_000 }
  await Promise.all([sendNotices(database, who, patient), sendNotices(database, who, patient)])
  expect(gateway.asked - asked).toBe(12)
  for (const { accountId } of made)
    expect(await stateOf(accountId)).toMatchObject({ state: 'sent', tries: 1 })
})

test('without a gateway nothing leaves the machine: what waits is marked as sent on the business date', async () => {
  const { accountId } = await notice()
  const asked = gateway.asked
  await markNotices(database, who)
  expect(gateway.asked).toBe(asked)
  expect(await stateOf(accountId)).toMatchObject({ state: 'sent' })
})
