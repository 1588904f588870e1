import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { addOutage } from '#server/outages/add-outage.ts'
import { fillForm, give, pageOf, refusalFrom, signedIn, verified } from '#test/support/calls.ts'
import {
  asTheDesk,
  balanceOf,
  budgetTaken,
  journalOf,
  openDesk,
  outageId,
  stateHash,
} from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const alex = await signedIn(database, 'alex')
const sam = await signedIn(database, 'sam')
const five = [{}, {}, {}, {}, {}]

test('an agent within the limit posts at once, and the bill, the ledger and the journal show it', async () => {
  const accountId = await addAccount(database, { lines: five, billDay: 14 })
  const before = await budgetTaken(database)
  const given = await give(alex, accountId, { amount: 862n, reason: 'top_up_per_line', note: '' })
  expect(given).toMatchObject({
    way: 'post',
    amount: { minor: '862', currency: 'USD' },
    billOn: '2024-03-14',
    promisedBy: '2024-04-14',
    needs: null,
  })
  expect(given.number).toBe(`ADJ-${given.adjustmentId.padStart(6, '0')}`)
  expect(await balanceOf(database, accountId)).toBe(862n)
  const after = await budgetTaken(database)
  expect([after.counted - before.counted, after.counted]).toEqual([862n, after.moved])
  expect(await journalOf(database, accountId)).toEqual([
    {
      action: 'give-adjustment',
      actor: 'Alex Rivera',
      outcome: 'done',
      reason: null,
      detail: { amount: '862', offered: '862', reason: 'top_up_per_line' },
    },
  ])
  const page = await pageOf(alex, accountId)
  expect(page.adjustments).toMatchObject([
    { state: 'granted', billing: 'scheduled', billOn: '2024-03-14', granted: { minor: '862' } },
  ])
  expect(page.timeline[0]).toMatchObject({ title: '$8.62 credited', by: 'Alex Rivera' })
  expect(page.offer.amount.minor).toBe('0')
})

test('five lines at $50 in a 29-day month are $8.62, less $5 given is $3.62, and the page says so', async () => {
  const accountId = await addAccount(database, { lines: five })
  expect((await pageOf(alex, accountId)).offer).toMatchObject({
    amount: { minor: '862' },
    affectedLines: 5,
    daysOfMonth: 29,
    within: true,
  })
  await give(sam, accountId, { amount: 500n })
  const page = await pageOf(alex, accountId)
  expect(page.offer).toMatchObject({
    amount: { minor: '362' },
    gross: { minor: '862' },
    given: { minor: '500' },
  })
  expect(page.offer.sentence).toBe(
    'One day of each affected line: 5 lines × $50.00 ÷ 29 days = $8.62; $5.00 already given; $3.62 to make it right',
  )
})

test('a line without a loss, and a closed line, are not in the offer', async () => {
  const accountId = await addAccount(database, { lines: [{}, { hours: 0 }, { status: 'closed' }] })
  expect((await pageOf(alex, accountId)).offer).toMatchObject({
    affectedLines: 1,
    amount: { minor: '172' },
  })
})

test('v5.0.0-2.3.3 over the limit nothing is posted, not even in part, and one click makes it a request', async () => {
  const accountId = await addAccount(database)
  const { input, preview } = await fillForm(alex, accountId, { amount: 4000n })
  expect(preview).toMatchObject({ way: 'request', needs: { role: 'supervisor', approvals: 1 } })
  const hash = await stateHash(database)
  const refusal = await refusalFrom(
    alex.adjustments.give({ ...input, previewed: { ...input.previewed, way: 'post' } }),
  )
  expect(refusal).toMatchObject({ code: 'OVER_LIMIT', fields: [{ path: 'amount' }] })
  expect(refusal.message).toContain('above the limit of $15.00')
  expect(await stateHash(database)).toBe(hash)
  const asked = await alex.adjustments.give(input)
  expect(asked).toMatchObject({ way: 'request', billOn: null, needs: { role: 'supervisor' } })
  expect(await balanceOf(database, accountId)).toBe(0n)
  expect((await journalOf(database, accountId)).map((entry) => entry.action)).toEqual(['request-adjustment'])
})

test('the limit for one account and outage counts what colleagues gave; the exact cent is still within', async () => {
  const accountId = await addAccount(database)
  await give(sam, accountId, { amount: 2000n, reason: 'goodwill' })
  const { preview } = await fillForm(alex, accountId, { amount: 1001n, reason: 'top_up_per_line' })
  expect(preview.way).toBe('request')
  expect(preview.needs?.why).toContain('$30.00 for one account and outage')
  expect(await give(alex, accountId, { amount: 1000n, reason: 'top_up_per_line' })).toMatchObject({
    way: 'post',
  })
})

test('the same key and body gets the byte-identical first answer; another body is refused with a link', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 700n })
  const first = await alex.adjustments.give(input)
  const hash = await stateHash(database)
  expect(JSON.stringify(await alex.adjustments.give(input))).toBe(JSON.stringify(first))
  const later = { ...input.previewed, after: '999', billOn: '2024-05-14' }
  expect(JSON.stringify(await alex.adjustments.give({ ...input, previewed: later }))).toBe(
    JSON.stringify(first),
  )
  const refusal = await refusalFrom(alex.adjustments.give({ ...input, amount: '701' }))
  expect(refusal).toMatchObject({
    code: 'IDEMPOTENCY_MISMATCH',
    link: { accountId, adjustmentId: first.adjustmentId },
  })
  expect(await stateHash(database)).toBe(hash)
})

test('a key works for its own person and account only', async () => {
  const [accountId, another] = [await addAccount(database), await addAccount(database)]
  const { input } = await fillForm(alex, accountId, { amount: 700n })
  await verified(sam, accountId)
  await verified(alex, another)
  const hash = await stateHash(database)
  expect(await refusalFrom(sam.adjustments.give(input))).toMatchObject({ code: 'NOT_FOUND' })
  expect(await refusalFrom(alex.adjustments.give({ ...input, accountId: another }))).toMatchObject({
    code: 'NOT_FOUND',
  })
  expect(await stateHash(database)).toBe(hash)
})

test('a double click, eight at once with the same key, posts once and answers eight times the same', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 900n })
  const answers = await Promise.all(Array.from({ length: 8 }, () => alex.adjustments.give(input)))
  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  expect(await balanceOf(database, accountId)).toBe(900n)
})

test('a refused click keeps its draft: the same key works once the reason is mended', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, {
    amount: 900n,
    reason: 'documented_loss',
    note: 'too short',
  })
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject({
    code: 'NOTE_REQUIRED',
    fields: [{ path: 'note' }],
  })
  expect(
    await alex.adjustments.give({ ...input, note: 'Shop closed for the day, till report seen.' }),
  ).toMatchObject({ way: 'post' })
})

test('two agents for the same cause at the same moment: one posting, the second is shown the first', async () => {
  const accountId = await addAccount(database)
  const forms = await Promise.all([
    fillForm(alex, accountId, { amount: 500n }),
    fillForm(sam, accountId, { amount: 500n }),
  ])
  const done = await Promise.allSettled([
    alex.adjustments.give(forms[0].input),
    sam.adjustments.give(forms[1].input),
  ])
  const won = done.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const lost = done.filter((each) => each.status === 'rejected')
  expect([won.length, lost.length]).toEqual([1, 1])
  const refusal = await refusalFrom(Promise.reject(lost[0]?.reason))
  expect(refusal).toMatchObject({
    code: 'ALREADY_GIVEN',
    link: { accountId, adjustmentId: won[0]?.adjustmentId },
  })
  expect(await balanceOf(database, accountId)).toBe(500n)
})

test('another cause is another credit; the same cause again is a request of its own', async () => {
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 500n })
  expect(await give(alex, accountId, { amount: 300n, reason: 'top_up_per_line', note: '' })).toMatchObject({
    way: 'post',
  })
  const again = await give(alex, accountId, { amount: 200n })
  expect(again).toMatchObject({ way: 'request', needs: { role: 'supervisor' } })
  expect(again.needs?.why).toContain('already given for this outage by Alex Rivera')
  const { input } = await fillForm(sam, accountId, { amount: 100n })
  const refusal = await refusalFrom(sam.adjustments.give(input))
  expect(refusal).toMatchObject({ code: 'ALREADY_ASKED', link: { adjustmentId: again.adjustmentId } })
})

test('what changed while somebody typed is said, and nothing is saved', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 500n })
  await give(sam, accountId, { amount: 300n, reason: 'top_up_per_line', note: '' })
  const refusal = await refusalFrom(alex.adjustments.give(input))
  expect(refusal).toMatchObject({ code: 'STALE' })
  expect(refusal.message).toContain('The account now has $3.00')
  expect(await balanceOf(database, accountId)).toBe(300n)
})

test('two outages of one account are kept apart', async () => {
  const other = '2024-05-01-fibre'
  await asTheDesk(database, (work) =>
    addOutage(work, {
      id: other,
      name: 'Fibre cut',
      cause: 'cut',
      wording: 'x',
      timeZone: 'America/Denver',
      windowSource: 'notice',
      sources: [],
      startsAt: new Date('2024-01-01T00:00:00Z'),
      endsAt: new Date('2024-01-02T00:00:00Z'),
    }),
  )
  const accountId = await addAccount(database)
  await give(alex, accountId, { amount: 500n })
  expect(await pageOf(alex, accountId)).toMatchObject({
    outage: { outageId },
    // That one did not touch this account: it is reached by its address and not offered.
    otherOutages: [],
  })
  expect(await pageOf(alex, accountId, other)).toMatchObject({
    adjustments: [],
    offer: { given: { minor: '0' }, affectedLines: 0 },
  })
  expect(await refusalFrom(pageOf(alex, accountId, 'no-such-outage'))).toMatchObject({ code: 'NOT_FOUND' })
})

test.each([
  ['prepaid', 'active', 'NO_BILL_TO_CREDIT'],
  ['consumer', 'closed', 'ACCOUNT_CLOSED'],
] as const)('%s, %s: the reason and the route, and no credit', async (type, status, code) => {
  const accountId = await addAccount(database, {
    type,
    status,
    ...(status === 'closed' ? { closedOn: '2024-02-25' } : {}),
  })
  const { input, preview } = await fillForm(alex, accountId, { amount: 500n })
  expect(preview.verdict).toMatchObject({ ok: false, code })
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject({ code })
  expect((await pageOf(alex, accountId)).offer).toMatchObject({
    within: false,
    because: expect.stringMatching(/prepaid options desk|final bill/),
  })
})

test.each(['business', 'sub_brand'] as const)(
  '%s is asked for, and only a manager can approve',
  async (type) => {
    const accountId = await addAccount(database, { type })
    const asked = await give(sam, accountId, { amount: 500n })
    expect(asked).toMatchObject({ way: 'request', needs: { role: 'manager', approvals: 1 } })
    const decision = { accountId, adjustmentId: asked.adjustmentId, amount: '500', reason: '' }
    const sofia = await signedIn(database, 'sofia')
    expect(await refusalFrom(sofia.adjustments.approve(decision))).toMatchObject({ code: 'OVER_AUTHORITY' })
    const morgan = await signedIn(database, 'morgan')
    expect(await morgan.adjustments.approve(decision)).toMatchObject({ state: 'granted' })
    expect(await balanceOf(database, accountId)).toBe(500n)
  },
)

test('an amount of nothing, an unknown reason and an amount past the budget are refused in words', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 500n })
  expect(await refusalFrom(alex.adjustments.give({ ...input, amount: '0' }))).toMatchObject({
    code: 'AMOUNT_INVALID',
    fields: [{ path: 'amount' }],
  })
  expect(await refusalFrom(alex.adjustments.give({ ...input, reasonCode: 'nonsense' }))).toMatchObject({
    code: 'REASON_UNKNOWN',
    fields: [{ path: 'reasonCode' }],
  })
  expect(await refusalFrom(alex.adjustments.give({ ...input, amount: '999999999999999' }))).toMatchObject({
    code: 'OVER_LIMIT',
    message: expect.stringContaining('at most $2,000.00 for one account and outage'),
  })
  expect(await balanceOf(database, accountId)).toBe(0n)
})

test('the counters agree with the transfers after all of that', async () => {
  const { counted, moved } = await budgetTaken(database)
  expect(counted).toBe(moved)
  const open = await sql<{ n: bigint }>`select count(*) as n from adjustments a where state = 'granted'
    and not exists (select from transfers t where t.account_id = a.account_id and t.adjustment_id = a.adjustment_id and kind in ('post', 'post_hold'))`.execute(
    database.db,
  )
  expect(open.rows[0]?.n).toBe(0n)
})
