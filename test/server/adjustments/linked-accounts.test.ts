import { type KyselyPlugin, sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { giveFacts } from '#server/adjustments/give-facts.ts'
import { type Caller, fillForm, give, pageOf, refusalFrom, signedIn } from '#test/support/calls.ts'
import { staffIdOf } from '#test/support/change-role.ts'
import { balanceOf, openDesk, outageId, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const [alex, sofia, morgan, marta, adam, agnes] = (await Promise.all(
  ['alex', 'sofia', 'morgan', 'marta', 'adam', 'agnes'].map((name) => signedIn(database, name)),
)) as [Caller, Caller, Caller, Caller, Caller, Caller]
const ids: Record<string, string> = {}
beforeAll(async () => {
  for (const name of ['alex', 'sofia', 'morgan', 'marta'])
    ids[name] = (await staffIdOf(database, name)).toString()
})
const link = (who: string, accountId: string, relation: 'own' | 'household' | 'relative' = 'own') =>
  adam.staff.linkAccount({ staffId: ids[who] ?? '', accountId, relation, reason: 'Told by the person.' })

test('nobody gives or asks on an account that is theirs; the button says why, and a colleague gives as always', async () => {
  const accountId = await addAccount(database)
  const { input } = await fillForm(alex, accountId, { amount: 500n })
  await link('alex', accountId)
  const page = await alex.adjustments.accountPage({ accountId })
  expect(page.mayGive).toEqual({
    ok: false,
    code: 'LINKED_ACCOUNT',
    because: 'This is your own account: a colleague does it.',
  })
  expect(page.standing.linked).toBe('own')
  const before = await stateHash(database)
  expect(await refusalFrom(alex.adjustments.give(input))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  const above = { ...input, amount: '5000', previewed: { ...input.previewed, way: 'request' as const } }
  expect(await refusalFrom(alex.adjustments.give(above))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  expect(await stateHash(database)).toBe(before)
  await give(sofia, accountId, { amount: 500n })
  expect(await balanceOf(database, accountId)).toBe(500n)
  expect((await sofia.adjustments.accountPage({ accountId })).standing.linked).toBeNull()
})

test('where a failed credit goes is not for who approved it or is linked to say, and asks who it is just now', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 5000n })
  await morgan.adjustments.approve({ accountId, adjustmentId, amount: '5000', reason: 'Evidence seen.' })
  await sql`update adjustments set billing = 'failed', failed_on = '2024-03-01', failed_because = 'No such account.'
    where account_id = ${accountId}`.execute(database.db)
  const item = async (by: Caller) =>
    (await by.ledger.promises({ show: 'act' })).items.find((each) => each.accountId === accountId)
  const transferId = (await item(marta))?.transferId ?? ''
  const ask = { accountId, transferId, reason: 'To another account.', billTo: 'BA-77' }
  expect((await item(morgan))?.may.resend).toMatchObject({ code: 'OWN_GRANT' })
  expect(await refusalFrom(morgan.ledger.resend(ask))).toMatchObject({ code: 'OWN_GRANT' })
  expect((await item(marta))?.may.resend).toEqual({ ok: true })
  await link('marta', accountId, 'relative')
  expect((await item(marta))?.may.resend).toMatchObject({ code: 'LINKED_ACCOUNT' })
  expect(await refusalFrom(marta.ledger.resend(ask))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  await sql`update sessions set stepped_up_at = stepped_up_at - interval '6 minutes' where staff_id = ${ids.marta}::bigint`.execute(
    database.db,
  )
  expect(await refusalFrom(marta.ledger.resend(ask))).toMatchObject({ code: 'STEP_UP_NEEDED' })
  await sql`update sessions set stepped_up_at = now() where staff_id = ${ids.marta}::bigint`.execute(
    database.db,
  )
})

test('nobody approves, refuses or takes back on an account of their household', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 5000n })
  await link('sofia', accountId, 'household')
  const approval = { accountId, adjustmentId, amount: '5000', reason: 'Evidence seen.' }
  const sees = (await sofia.adjustments.queue({ show: 'waiting' })).items.find(
    (item) => item.adjustmentId === adjustmentId,
  )
  expect(sees?.may.approve).toMatchObject({
    code: 'LINKED_ACCOUNT',
    because: 'This is an account of your household: a colleague does it.',
  })
  expect(await refusalFrom(sofia.adjustments.approve(approval))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  expect(
    await refusalFrom(sofia.adjustments.refuse({ accountId, adjustmentId, reason: 'No evidence.' })),
  ).toMatchObject({ code: 'LINKED_ACCOUNT' })
  await morgan.adjustments.approve(approval)
  await link('marta', accountId, 'relative')
  const back = { accountId, adjustmentId, amount: '5000', reason: 'Wrong customer.' }
  expect(await refusalFrom(marta.adjustments.reverse(back))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  expect(await refusalFrom(sofia.adjustments.reverse(back))).toMatchObject({ code: 'LINKED_ACCOUNT' })
  expect(await balanceOf(database, accountId)).toBe(5000n)
})

test('what somebody had asked for before the link was known is not approved by anybody', async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(alex, accountId, { amount: 5000n })
  await link('alex', accountId, 'relative')
  const key = { accountId, adjustmentId }
  expect(
    await refusalFrom(sofia.adjustments.approve({ ...key, amount: '5000', reason: 'Seen.' })),
  ).toMatchObject({ code: 'LINKED_ACCOUNT', message: expect.stringContaining('Whoever asked') })
  await sofia.adjustments.refuse({ ...key, reason: 'Linked with the account.' })
  expect(await balanceOf(database, accountId)).toBe(0n)
})

test('a link ends when two administrators agree, and then the person may give', async () => {
  const accountId = await addAccount(database)
  await link('alex', accountId, 'relative')
  const unlink = { staffId: ids.alex ?? '', accountId, reason: 'Moved out.' }
  await adam.staff.askUnlink(unlink)
  const waiting = (await adam.staff.people({})).waiting.find((change) => change.accountId === accountId)
  const change = { changeId: waiting?.changeId ?? '' }
  expect(await refusalFrom(adam.staff.agreeChange(change))).toMatchObject({ code: 'SELF_APPROVAL' })
  expect((await pageOf(alex, accountId)).mayGive.ok).toBe(false)
  await agnes.staff.agreeChange(change)
  await give(alex, accountId, { amount: 500n })
  expect(await balanceOf(database, accountId)).toBe(500n)
})

test('a link that comes while a credit is being given is believed or comes after it, and never in between', async () => {
  for (let round = 0; round < 8; round += 1) {
    const accountId = await addAccount(database)
    const { input } = await fillForm(alex, accountId, { amount: 500n })
    const [given] = await Promise.allSettled([alex.adjustments.give(input), link('alex', accountId)])
    expect(await balanceOf(database, accountId)).toBe(given.status === 'fulfilled' ? 500n : 0n)
    expect(await refusalFrom(alex.adjustments.give({ ...input, amount: '600' }))).toMatchObject({
      code: given.status === 'fulfilled' ? 'IDEMPOTENCY_MISMATCH' : 'LINKED_ACCOUNT',
    })
  }
})

test('it costs a posting no round trip more: the link is read in the statement that is asked anyway', async () => {
  const accountId = await addAccount(database)
  await link('alex', accountId)
  let asked = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => {
      asked += 1
      return node
    },
    transformResult: async ({ result }) => result,
  }
  const actor = { staffId: BigInt(ids.alex ?? ''), name: 'Alex', role: 'agent' as const, limits: null }
  const ask = { accountId, outageId, reasonCode: 'goodwill', actor, businessDate: '2024-03-01' }
  const { give: facts } = await giveFacts(database.db.withPlugin(counting), ask)
  expect([facts.linked, asked]).toEqual(['own', 1])
})

describe('the database holds it against its owner too', () => {
  const refused = async (statement: ReturnType<typeof sql>) =>
    database.db
      .transaction()
      .execute(async (tx) => {
        await statement.execute(tx)
        throw new Error('let through')
      })
      .catch((error: unknown) => (error as { code?: string }).code ?? String(error))

  test('an adjustment, an approval, a reversal and a request to take back by who is linked', async () => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(alex, accountId, { amount: 5000n })
    const other = await addAccount(database)
    const posted = await give(morgan, other, { amount: 900n })
    await link('sofia', accountId)
    await link('sofia', other)
    await link('alex', other)
    const by = BigInt(ids.sofia ?? '')
    const id = BigInt(adjustmentId)
    expect(
      await refused(
        sql`insert into adjustments select * from jsonb_populate_record(null::adjustments, (select to_jsonb(a) || jsonb_build_object('account_id', ${other}::text, 'requested_by', ${by}::bigint)
          from adjustments a where account_id = ${accountId} and adjustment_id = ${id}))`,
      ),
    ).toMatch(/MR004|428C9/)
    expect(
      await refused(
        sql`insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, business_date) select account_id, adjustment_id, ${by}, requested_by, requested, business_date
          from adjustments where account_id = ${accountId} and adjustment_id = ${id}`,
      ),
    ).toBe('MR004')
    expect(
      await refused(
        sql`update adjustments set state = 'refused', decided_by = ${by}, decided_at = now(), decision_reason = 'because' where account_id = ${accountId} and adjustment_id = ${id}`,
      ),
    ).toBe('MR004')
    expect(
      await refused(
        sql`insert into reversal_requests (account_id, adjustment_id, amount, currency, reason, requested_by, business_date)
          values (${other}, ${BigInt(posted.adjustmentId)}, 900, 'USD', 'because', ${by}, current_date)`,
      ),
    ).toBe('MR004')
    expect(
      await refused(
        sql`insert into reversals (account_id, adjustment_id, transfer_id, amount, reason, reversed_by, requested_by, business_date)
          select account_id, adjustment_id, transfer_id, amount, 'because', ${by}, ${BigInt(ids.morgan ?? '')}, business_date from transfers where account_id = ${other}`,
      ),
    ).toBe('MR004')
    expect(
      await refused(sql`update staff_accounts set ended_at = now() where account_id = ${accountId}`),
    ).toBe('MR003')
    expect(await refused(sql`delete from staff_accounts where account_id = ${accountId}`)).toBe('MR001')
  })
})
