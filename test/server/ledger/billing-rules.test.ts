import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { type ItemState, itemSteps } from '#shared/ledger/billing.ts'
import { type NoticeState, noticeSteps } from '#shared/notices/states.ts'
import { billCloseAfter } from '#shared/time.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk({ businessDate: '2024-03-10' })
const who = { actor: null }
const [alex, sofia] = await Promise.all(['alex', 'sofia'].map((name) => signedIn(database, name)))
if (!alex || !sofia) throw new Error('Somebody is missing.')

test('the database and the rules agree on the next bill close', async () => {
  const days = ['2024-02-25', '2024-02-29', '2024-01-31', '2024-12-14', '2024-12-31', '2025-02-28']
  for (const day of days)
    for (const billDay of [1, 14, 15, 28]) {
      const found = await sql<{
        close: string
      }>`select next_bill_close(${day}::date, ${billDay}::int) as close`.execute(database.db)
      expect(`${day} ${billDay} ${found.rows[0]?.close}`).toBe(
        `${day} ${billDay} ${billCloseAfter(day, billDay)}`,
      )
    }
})

const refused = (change: Promise<unknown>) =>
  change.then(
    () => null,
    (error: { code?: string }) => error.code,
  )

test('the database allows exactly the steps of an item that the rules list', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 500n })
  await turnCycle(database, who, '2024-03-12')
  await sofia.adjustments.reverse({ accountId, adjustmentId, amount: '100', reason: 'Too much.' })
  const states: ItemState[] = ['queued', 'accepted', 'applied', 'failed', 'netted']
  const set = (
    to: ItemState,
  ) => sql`update billing_items set billing = ${to}, delivery = ${to === 'netted' ? 'none' : 'sent'},
    applied_on = case when ${to} = 'applied' then date '2024-03-14' end where account_id = ${accountId}`
  for (const from of states)
    for (const to of states.filter((each) => each !== from)) {
      await sql`alter table billing_items disable trigger item_steps`.execute(database.db)
      await set(from).execute(database.db)
      await sql`alter table billing_items enable trigger item_steps`.execute(database.db)
      const code = await refused(set(to).execute(database.db))
      expect(`${from} to ${to}: ${code}`).toBe(
        `${from} to ${to}: ${itemSteps[from].includes(to) ? null : 'MR002'}`,
      )
    }
  expect(await refused(sql`update billing_items set amount = amount + 1`.execute(database.db))).toBe('MR001')
  expect(await refused(sql`delete from billing_items`.execute(database.db))).toBe('MR001')
})

test('the database allows exactly the steps of a notice that the rules list, and its words are permanent', async () => {
  const accountId = await addAccount(database)
  await sql`insert into notices (account_id, outage_id, channel, body, business_date) values (${accountId}, ${outageId}, 'text', 'Sorry.', '2024-03-10')`.execute(
    database.db,
  )
  const states: NoticeState[] = ['waiting', 'sent', 'delivered', 'failed']
  const set = (to: NoticeState) => sql`update notices set state = ${to} where account_id = ${accountId}`
  for (const from of states)
    for (const to of states.filter((each) => each !== from)) {
      await sql`alter table notices disable trigger notice_steps`.execute(database.db)
      await set(from).execute(database.db)
      await sql`alter table notices enable trigger notice_steps`.execute(database.db)
      const code = await refused(set(to).execute(database.db))
      expect(`${from} to ${to}: ${code}`).toBe(
        `${from} to ${to}: ${noticeSteps[from].includes(to) ? null : 'MR002'}`,
      )
    }
  expect(await refused(sql`update notices set body = 'Pay here.'`.execute(database.db))).toBe('MR001')
})

test('with the built-in clock, what is taken back after it was queued goes on a bill of its own', async () => {
  const accountId = await addAccount(database, { billDay: 20 })
  const { adjustmentId } = await give(alex, accountId, { amount: 800n })
  await turnCycle(database, who, '2024-03-17')
  await sofia.adjustments.reverse({ accountId, adjustmentId, amount: '800', reason: 'Wrong customer.' })
  const states = async () =>
    (
      await sql<{
        billing: string
        item: string
      }>`select a.billing, i.billing as item from adjustments a join billing_items i
        on i.account_id = a.account_id where a.account_id = ${accountId}`.execute(database.db)
    ).rows
  expect(await states()).toEqual([{ billing: 'accepted', item: 'queued' }])
  await turnCycle(database, who, '2024-04-20')
  expect(await states()).toEqual([{ billing: 'applied', item: 'applied' }])
})
