import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { expireRequests } from '#server/adjustments/expire-requests.ts'
import { hashPassword } from '#server/staff/passwords.ts'
import { type Caller, give, pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, balanceOf, budgetTaken, journalOf, openDesk, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [alex, sam, sofia, morgan, marta] = (await Promise.all(
  ['alex', 'sam', 'sofia', 'morgan', 'marta'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller, Caller]

/** What Alex has counted on his day. */
async function dayOf(name: string): Promise<bigint> {
  const found = await sql<{
    given: bigint
  }>`select given from staff_days d join staff s using (staff_id) where s.name like ${`${name}%`}`.execute(
    database.db,
  )
  return found.rows[0]?.given ?? 0n
}

async function ask(by: Caller, amount: bigint, account = {}) {
  const accountId = await addAccount(database, account)
  const { adjustmentId, way } = await give(by, accountId, { amount })
  expect(way).toBe('request')
  return { accountId, adjustmentId }
}
const approval = (key: { accountId: string; adjustmentId: string }, amount: bigint, reason = '') => ({
  ...key,
  amount: amount.toString(),
  reason,
})

test('a request holds its budget and the day, posts nothing, and waits in the queue with what one may do', async () => {
  const [taken, day] = [(await budgetTaken(database)).counted, await dayOf('Alex')]
  const key = await ask(alex, 4000n)
  expect(await balanceOf(database, key.accountId)).toBe(0n)
  expect((await budgetTaken(database)).counted - taken).toBe(4000n)
  expect((await dayOf('Alex')) - day).toBe(4000n)
  const mine = await alex.adjustments.queue({ show: 'mine' })
  expect(mine.items[0]).toMatchObject({
    adjustmentId: key.adjustmentId,
    state: 'requested',
    may: { withdraw: { ok: true }, approve: { ok: false } },
  })
  const waiting = await sofia.adjustments.queue({ show: 'waiting' })
  expect(waiting.items.find((item) => item.adjustmentId === key.adjustmentId)).toMatchObject({
    may: { approve: { ok: true }, withdraw: { ok: false } },
    distance: { minor: '3828' },
  })
  const page = await sofia.adjustments.requestPage(key)
  expect(page).toMatchObject({
    adjustment: { whyApproval: expect.stringContaining('above the limit') },
    moved: [],
    offer: { amount: { minor: '172' } },
  })
})

test('it expires after 24 hours for good, giving back budget, day and cause; its draft stays', async () => {
  const [taken, day] = [(await budgetTaken(database)).counted, await dayOf('Alex')]
  const key = await ask(alex, 4000n)
  const { expiresAt, requestedAt } = (await sofia.adjustments.requestPage(key)).adjustment
  expect(Date.parse(expiresAt ?? '') - Date.parse(requestedAt)).toBeGreaterThan(86_399_000)
  expect(Date.parse(expiresAt ?? '') - Date.parse(requestedAt)).toBeLessThan(86_401_000)
  await sql`update adjustments set expires_at = now() - interval '1 second' where adjustment_id = ${key.adjustmentId}::bigint`.execute(
    database.db,
  )
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 4000n)))).toMatchObject({
    code: 'EXPIRED',
  })
  expect(await expireRequests(database, { actor: null })).toBe(1)
  expect(await expireRequests(database, { actor: null })).toBe(0)
  expect([(await budgetTaken(database)).counted, await dayOf('Alex')]).toEqual([taken, day])
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 4000n)))).toMatchObject({
    code: 'ALREADY_DECIDED',
  })
  expect((await journalOf(database, key.accountId)).map((entry) => entry.action)).toEqual([
    'request-adjustment',
    'expire-request',
  ])
  const drafts = await database.db
    .selectFrom('drafts')
    .select(['amountText', 'note'])
    .where('accountId', '=', key.accountId)
    .execute()
  expect(drafts).toMatchObject([{ amountText: '4000' }])
  expect(await give(alex, key.accountId, { amount: 4000n })).toMatchObject({ way: 'request' })
})

test('one that ran out a moment ago does not stand in the way of a new one', async () => {
  const key = await ask(alex, 4000n)
  await sql`update adjustments set expires_at = now() - interval '1 second' where adjustment_id = ${key.adjustmentId}::bigint`.execute(
    database.db,
  )
  expect(await give(sam, key.accountId, { amount: 1000n })).toMatchObject({ way: 'post' })
  expect(await balanceOf(database, key.accountId)).toBe(1000n)
})

test('a supervisor approves: exactly the held money is posted, on the requester’s day, and the journal names both', async () => {
  const key = await ask(alex, 4000n)
  const taken = (await budgetTaken(database)).counted
  expect(await sofia.adjustments.approve(approval(key, 4000n))).toMatchObject({
    state: 'granted',
    granted: { minor: '4000' },
    decidedBy: 'Sofia Lindqvist',
    billOn: '2024-03-14',
    promisedBy: '2024-04-14',
  })
  expect(await balanceOf(database, key.accountId)).toBe(4000n)
  expect((await budgetTaken(database)).counted).toBe(taken)
  expect((await journalOf(database, key.accountId)).map((entry) => [entry.action, entry.actor])).toEqual([
    ['request-adjustment', 'Alex Rivera'],
    ['approve-adjustment', 'Sofia Lindqvist'],
  ])
})

test('approved for less: the rest of the budget and of the day is given back, and the reason is asked for', async () => {
  const [taken, day] = [(await budgetTaken(database)).counted, await dayOf('Alex')]
  const key = await ask(alex, 4000n)
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 2500n)))).toMatchObject({
    code: 'NOTE_REQUIRED',
  })
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 4001n, 'more is better')))).toMatchObject({
    code: 'OVER_LIMIT',
  })
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 0n, 'nothing')))).toMatchObject({
    code: 'AMOUNT_INVALID',
  })
  await sofia.adjustments.approve(approval(key, 2500n, 'A day for each line is enough.'))
  expect(await balanceOf(database, key.accountId)).toBe(2500n)
  expect([(await budgetTaken(database)).counted - taken, (await dayOf('Alex')) - day]).toEqual([2500n, 2500n])
})

test('refused with a reason: the requester reads it, the money is free again and the cause too', async () => {
  const taken = (await budgetTaken(database)).counted
  const key = await ask(alex, 4000n)
  await sofia.adjustments.refuse({ ...key, reason: 'No document was shown.' })
  const page = await pageOf(alex, key.accountId)
  expect(page.adjustments[0]).toMatchObject({
    state: 'refused',
    decisionReason: 'No document was shown.',
    decidedBy: 'Sofia Lindqvist',
  })
  expect((await budgetTaken(database)).counted).toBe(taken)
  expect(await give(alex, key.accountId, { amount: 500n })).toMatchObject({ way: 'post' })
})

test('v5.0.0-2.3.1 only who asked withdraws, and only while it waits', async () => {
  const key = await ask(alex, 4000n)
  expect(await refusalFrom(sam.adjustments.withdraw(key))).toMatchObject({ code: 'NOT_ALLOWED' })
  expect(await alex.adjustments.withdraw(key)).toMatchObject({ state: 'withdrawn' })
  expect(await refusalFrom(alex.adjustments.withdraw(key))).toMatchObject({ code: 'ALREADY_DECIDED' })
})

test('a supervisor cannot approve or refuse her own request, even with a second sign-in', async () => {
  const key = await ask(sofia, 15_000n)
  await asTheDesk(database, async (work) => {
    const sofiaId = work.tx.selectFrom('signIns').select('staffId').where('username', '=', 'sofia')
    await work.tx
      .insertInto('signIns')
      .values({
        username: 'sofia-too',
        staffId: sofiaId as unknown as bigint,
        passwordHash: await hashPassword('x'),
      })
      .execute()
  })
  const hash = await stateHash(database)
  for (const name of ['sofia', 'sofia-too']) {
    const herself = await signedIn(database, name)
    expect(await refusalFrom(herself.adjustments.approve(approval(key, 15_000n)))).toMatchObject({
      code: 'SELF_APPROVAL',
    })
    expect(await refusalFrom(herself.adjustments.refuse({ ...key, reason: 'mine' }))).toMatchObject({
      code: 'SELF_APPROVAL',
    })
  }
  expect(await stateHash(database)).toBe(hash)
  await morgan.adjustments.approve(approval(key, 15_000n))
  expect(await balanceOf(database, key.accountId)).toBe(15_000n)
})

test('the database itself refuses self-approval, whoever asks it directly', async () => {
  const key = await ask(alex, 4000n)
  const where = sql`account_id = ${key.accountId} and adjustment_id = ${key.adjustmentId}::bigint`
  const grant =
    sql`update adjustments set state = 'granted', granted = requested, decided_by = requested_by, decided_at = now(), billing = 'scheduled',
    bill_on = '2024-03-14', promised_by = '2024-04-14' where ${where}`.execute(database.db)
  await expect(grant).rejects.toMatchObject({ code: '23514', constraint: 'four_eyes' })
  const nobody =
    sql`update adjustments set state = 'granted', granted = requested, billing = 'scheduled', bill_on = '2024-03-14', promised_by = '2024-04-14' where ${where}`.execute(
      database.db,
    )
  await expect(nobody).rejects.toMatchObject({ code: '23514' })
  const alone =
    sql`update adjustments set state = 'granted', granted = requested, decided_by = (select staff_id from sign_ins where username = 'sofia'), decided_at = now(),
    billing = 'scheduled', bill_on = '2024-03-14', promised_by = '2024-04-14' where ${where}`.execute(
      database.db,
    )
  await expect(alone).rejects.toMatchObject({ code: 'MR003' })
  const approve = (by: string) =>
    sql`insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, business_date)
    select account_id, adjustment_id, requested_by, ${sql.raw(by)}, 100, business_date from adjustments where ${where}`.execute(
      database.db,
    )
  await expect(approve('requested_by')).rejects.toMatchObject({ code: '23514', constraint: 'four_eyes' })
  await expect(approve('requested_by + 1')).rejects.toMatchObject({ code: '23503' })
})

test('two supervisors decide at the same moment: one wins, the other is told who', async () => {
  const key = await ask(alex, 4000n)
  const done = await Promise.allSettled([
    sofia.adjustments.approve(approval(key, 4000n)),
    morgan.adjustments.refuse({ ...key, reason: 'Not this one.' }),
    marta.adjustments.approve(approval(key, 4000n)),
  ])
  const lost = done.filter((each) => each.status === 'rejected')
  expect(lost).toHaveLength(2)
  const winner = (await pageOf(alex, key.accountId)).adjustments[0]
  for (const each of lost) {
    const refusal = await refusalFrom(Promise.reject(each.reason))
    expect(refusal).toMatchObject({ code: 'ALREADY_DECIDED', link: key })
    expect(refusal.message).toContain(`by ${winner?.decidedBy}`)
  }
  expect(await balanceOf(database, key.accountId)).toBe(winner?.state === 'granted' ? 4000n : 0n)
})

test('above a supervisor’s limit it needs a manager, and the approver’s own authority counts', async () => {
  const key = await ask(alex, 12_000n)
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 12_000n)))).toMatchObject({
    code: 'OVER_AUTHORITY',
  })
  await morgan.adjustments.approve(approval(key, 12_000n))
  expect(await balanceOf(database, key.accountId)).toBe(12_000n)
})

test('what was approved meanwhile for the account counts against the approver’s limit for it', async () => {
  const accountId = await addAccount(database)
  const first = await give(alex, accountId, { amount: 9000n })
  const second = await give(sam, accountId, { amount: 9000n, reason: 'top_up_per_line' })
  await morgan.adjustments.approve(approval({ accountId, adjustmentId: first.adjustmentId }, 9000n))
  const { adjustmentId } = await give(morgan, accountId, { amount: 5000n, reason: 'statutory' })
  expect(adjustmentId).not.toBe('')
  expect(
    await refusalFrom(
      sofia.adjustments.approve(approval({ accountId, adjustmentId: second.adjustmentId }, 9000n)),
    ),
  ).toMatchObject({ code: 'OVER_AUTHORITY' })
  const page = await marta.adjustments.requestPage({ accountId, adjustmentId: second.adjustmentId })
  expect(page.moved).toContain('Given for this outage was $0.00, now $140.00.')
})

test('above $500 two managers approve, neither of them the requester, and it posts after the second', async () => {
  const key = await ask(alex, 60_000n)
  expect(await morgan.adjustments.approve(approval(key, 60_000n))).toMatchObject({
    state: 'requested',
    approvals: [{ name: 'Morgan Hale' }],
  })
  expect(await balanceOf(database, key.accountId)).toBe(0n)
  expect(await refusalFrom(morgan.adjustments.approve(approval(key, 60_000n)))).toMatchObject({
    code: 'OWN_GRANT',
  })
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 60_000n)))).toMatchObject({
    code: 'OVER_AUTHORITY',
  })
  expect(await marta.adjustments.approve(approval(key, 60_000n))).toMatchObject({
    state: 'granted',
    granted: { minor: '60000' },
  })
  expect(await balanceOf(database, key.accountId)).toBe(60_000n)
  const own = await ask(morgan, 60_000n)
  expect(await refusalFrom(morgan.adjustments.approve(approval(own, 60_000n)))).toMatchObject({
    code: 'SELF_APPROVAL',
  })
})

test('the smaller of two approvals is what is granted', async () => {
  const key = await ask(alex, 60_000n)
  await morgan.adjustments.approve(approval(key, 55_000n, 'A little less.'))
  await marta.adjustments.approve(approval(key, 60_000n))
  expect(await balanceOf(database, key.accountId)).toBe(55_000n)
})

test('an account that closed meanwhile is not credited any more', async () => {
  const key = await ask(alex, 4000n)
  await sql`update accounts set status = 'closed', closed_on = '2024-03-01' where account_id = ${key.accountId}`.execute(
    database.db,
  )
  expect(await refusalFrom(sofia.adjustments.approve(approval(key, 4000n)))).toMatchObject({
    code: 'ACCOUNT_CLOSED',
  })
  expect(await balanceOf(database, key.accountId)).toBe(0n)
})

test('the counters agree with the transfers after all of that', async () => {
  const { counted, moved } = await budgetTaken(database)
  expect(counted).toBe(moved)
})
