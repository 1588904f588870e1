import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { tell } from '#test/support/biller.ts'
import { keyOf, openBilling, who } from '#test/support/billing-stage.ts'
import { refusalFrom } from '#test/support/calls.ts'
import { asTheDesk } from '#test/support/desk.ts'

const stage = await openBilling()
const { database, biller, desk, port, sofia, morgan } = stage
const { turn, itemsOf, billingOf, deliverAll, given } = stage

test('what is taken back before billing heard of it makes the credit smaller, or nothing of it is sent', async () => {
  const part = await given(900n)
  const whole = await given(700n)
  await sofia.adjustments.reverse({ ...part, amount: '400', reason: 'Too much.' })
  await sofia.adjustments.reverse({ ...whole, amount: '700', reason: 'Wrong customer.' })
  await turn('2024-07-10')
  await deliverAll()
  expect(await itemsOf(part.accountId)).toMatchObject([
    { direction: 'credit', amount: 500n, billing: 'accepted' },
    { direction: 'debit', amount: 400n, billing: 'netted' },
  ])
  expect(await itemsOf(whole.accountId)).toMatchObject([
    { direction: 'debit', amount: 700n, billing: 'netted' },
  ])
  expect(biller.booked.get(keyOf((await itemsOf(part.accountId))[0]))?.amountMinor).toBe('500')
})

test('what is taken back after billing has it is a debit of its own, sent when its credit is taken', async () => {
  const { accountId, adjustmentId } = await given(900n)
  await turn('2024-08-10')
  await sofia.adjustments.reverse({ accountId, adjustmentId, amount: '900', reason: 'Wrong customer.' })
  biller.usual = '500'
  await port.deliver(database, who)
  const [credit, debit] = await itemsOf(accountId)
  expect(biller.asked.some((each) => each.key === keyOf(debit))).toBe(false)
  biller.usual = 'none'
  await deliverAll()
  await port.deliver(database, who)
  await tell(desk, '/hooks/billing', biller.apply([keyOf(credit), keyOf(debit)]))
  expect(await itemsOf(accountId)).toMatchObject([
    { direction: 'credit', amount: 900n, billing: 'applied' },
    { direction: 'debit', amount: 900n, billing: 'applied' },
  ])
  expect(biller.booked.get(keyOf(debit))).toMatchObject({ direction: 'debit', amountMinor: '900' })
})

test('what was taken back and cannot be told to billing is on the board as well, and is sent again from there', async () => {
  const { accountId, adjustmentId } = await given(900n)
  await turn('2024-09-10')
  await deliverAll()
  await sofia.adjustments.reverse({ accountId, adjustmentId, amount: '900', reason: 'Wrong customer.' })
  biller.faults = ['422']
  await port.deliver(database, who)
  const { items } = await morgan.ledger.promises({ show: 'act' })
  const stuck = items.find((each) => each.accountId === accountId)
  expect(stuck).toMatchObject({
    direction: 'debit',
    billing: 'failed',
    problem: 'Unknown account',
    amount: { minor: '900' },
    may: { resend: { ok: true }, settle: { ok: false } },
  })
  await morgan.ledger.resend({ accountId, transferId: stuck?.transferId ?? '', reason: 'Once more.' })
  await port.deliver(database, who)
  expect(biller.booked.get(`makeright-${stuck?.transferId}`)).toMatchObject({ direction: 'debit' })
})

test('a debit for what billing refused is netted and never sent', async () => {
  const { accountId, adjustmentId } = await given(900n)
  await turn('2024-10-10')
  await sofia.adjustments.reverse({ accountId, adjustmentId, amount: '300', reason: 'Too much.' })
  biller.faults = ['422']
  await port.deliver(database, who)
  expect(await itemsOf(accountId)).toMatchObject([{ billing: 'failed' }, { billing: 'netted' }])
  const [credit] = await itemsOf(accountId)
  await morgan.ledger.resend({ accountId, transferId: credit?.transferId ?? '', reason: 'Once more.' })
  await deliverAll()
  expect(biller.booked.get(keyOf(credit))?.amountMinor).toBe('600')
})

test('what was taken back of a credit that billing refused is a debit after all when billing puts the credit on a bill', async () => {
  const { accountId, adjustmentId } = await given(900n)
  const [less, taken] = [await given(800n), { amount: '300', reason: 'Too much.' }]
  await sofia.adjustments.reverse({ ...less, ...taken })
  await turn('2024-10-11')
  biller.usual = '422'
  await deliverAll()
  biller.usual = 'none'
  await sofia.adjustments.reverse({ accountId, adjustmentId, ...taken })
  expect(await itemsOf(accountId)).toMatchObject([{ billing: 'failed' }, { billing: 'netted' }])
  for (const [credit] of [await itemsOf(accountId), await itemsOf(less.accountId)])
    await tell(desk, '/hooks/billing', {
      eventTime: new Date().toISOString(),
      event: {
        adjustBalance: { externalId: keyOf(credit), accountId: credit?.accountId, status: 'completed' },
      },
    })
  await expect.poll(async () => port.deliver(database, who), { timeout: 15_000 }).toBe(0)
  const [, debit] = await itemsOf(accountId)
  expect(debit).toMatchObject({ direction: 'debit', amount: 300n, billing: 'accepted', delivery: 'sent' })
  expect(biller.booked.get(keyOf(debit))).toMatchObject({ direction: 'debit', amountMinor: '300' })
  // This one was billed less by it, so there is nothing to tell.
  expect(await itemsOf(less.accountId)).toMatchObject([
    { billing: 'applied', amount: 500n },
    { billing: 'netted' },
  ])
})

test('the credit of an account that closed goes on the final bill or back as a refund, once, never by who gave it', async () => {
  const { accountId } = await given()
  await asTheDesk(database, async (work) => {
    await sql`update accounts set status = 'closed', closed_on = '2024-10-09' where account_id = ${accountId}`.execute(
      work.tx,
    )
  })
  await turn('2024-11-10')
  expect(await billingOf(accountId)).toEqual(['failed'])
  const { items } = await morgan.ledger.promises({ show: 'act' })
  const item = items.find((each) => each.accountId === accountId)
  expect(item).toMatchObject({
    accountClosed: true,
    may: { resend: { ok: false, code: 'ACCOUNT_CLOSED' }, settle: { ok: true } },
  })
  const ask = {
    accountId,
    transferId: item?.transferId ?? '',
    way: 'refund' as const,
    reason: 'Final bill is out already.',
  }
  await morgan.ledger.settle(ask)
  expect(await refusalFrom(morgan.ledger.settle(ask))).toMatchObject({ code: 'ALREADY_DECIDED' })
  await turn('2024-11-11')
  await deliverAll()
  const [sent] = await itemsOf(accountId)
  expect(biller.booked.get(keyOf(sent))).toMatchObject({ route: 'refund' })
  await tell(desk, '/hooks/billing', biller.apply([keyOf(sent)]))
  expect(await billingOf(accountId)).toEqual(['applied'])
  expect((await verifyBooks(database)).broken).toEqual([])
})
