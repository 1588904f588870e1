import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { fillForm, give, pageOf, signedIn, tokenOf, verified } from '#test/support/calls.ts'
import { balanceOf, openDesk, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { type HttpAnswer, httpDesk } from '#test/support/http-desk.ts'

/**
 * What bad input gets: one envelope, a sentence that says what to do, and nothing lost. Each refusal leaves balances,
 * holds and drafts exactly as they were.
 */
const database = await openDesk()
const desk = await httpDesk(database)
const [alex, sofia, morgan] = (await Promise.all(
  ['alex', 'sofia', 'morgan'].map((name) => tokenOf(database, name)),
)) as [string, string, string]
const asAlex = await signedIn(database, 'alex')
const form = async (amount = 500n, accountId?: string) =>
  (await fillForm(asAlex, accountId ?? (await addAccount(database)), { amount })).input

async function refused(asking: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const before = await stateHash(database)
  const answer = await asking()
  expect(await stateHash(database), 'a refusal changed something').toBe(before)
  const envelope = answer.envelope
  if (!envelope) throw new Error(`not refused: ${answer.text}`)
  expect(Object.keys(envelope)).toEqual(
    expect.arrayContaining(['code', 'message', 'requestId', 'retry', 'saved']),
  )
  expect(envelope.message).toMatch(/^\S.{8,}/s)
  expect(envelope.requestId).toBe(answer.headers.get('x-request-id'))
  expect(answer.headers.get('cache-control')).toBe('no-store')
  return answer
}

describe('what cannot be read answers 400 with the field', () => {
  test('broken JSON', async () => {
    const answer = await refused(() => desk.send(alex, 'adjustments.give', '{"0":{"accountId":'))
    expect([answer.status, answer.envelope?.code]).toEqual([400, 'BAD_REQUEST'])
  })
  test.each([
    ['a wrong type', { amount: 500 }, 'amount'],
    ['a fraction of a cent', { amount: '5.481' }, 'amount'],
    ['an amount below zero', { amount: '-500' }, 'amount'],
    ['an unknown field', { colour: 'red' }, ''],
    ['no key', { draftId: undefined }, 'draftId'],
    ['a key that is none', { draftId: 'draft' }, 'draftId'],
    ['an endless note', { note: 'x'.repeat(2001) }, 'note'],
  ])('%s', async (_words, change, path) => {
    const input = { ...(await form()), ...change }
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
    expect([answer.status, answer.envelope?.code, answer.envelope?.retry]).toEqual([
      400,
      'BAD_REQUEST',
      'never',
    ])
    expect(answer.envelope?.fields?.[0]?.path).toBe(path)
  })
})

describe('a rule of the business answers 422 and says the limit', () => {
  test('nothing is given away for nothing', async () => {
    const input = { ...(await form()), amount: '0' }
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
    expect([answer.status, answer.envelope?.code]).toEqual([422, 'AMOUNT_INVALID'])
    expect(answer.envelope?.fields).toEqual([{ path: 'amount', rule: 'AMOUNT_INVALID' }])
  })
  test('above the limit: asked for instead, nothing typed again', async () => {
    const input = await form(1600n)
    const previewed = { ...input.previewed, way: 'post' }
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', { ...input, previewed }))
    expect([answer.status, answer.envelope?.code]).toEqual([422, 'OVER_LIMIT'])
    expect(answer.envelope?.message).toContain('$15.00')
    expect((await desk.ask(alex, 'adjustments.give', input)).data).toMatchObject({ way: 'request' })
  })
  test('an account that was closed while somebody typed', async () => {
    const input = await form()
    await sql`update accounts set status = 'closed', closed_on = '2024-02-28' where account_id = ${input.accountId}`.execute(
      database.db,
    )
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
    expect([answer.status, answer.envelope?.code]).toEqual([422, 'ACCOUNT_CLOSED'])
  })
  test('an amount that no account ever has', async () => {
    const input = { ...(await form()), amount: '9'.repeat(15) }
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
    expect([answer.status, answer.envelope?.code]).toEqual([422, 'OVER_LIMIT'])
  })
})

test('the same key and body gets the first answer, byte by byte; another body is refused with a link to the first', async () => {
  const input = await form(700n)
  const first = await desk.ask(alex, 'adjustments.give', input)
  expect(first.status).toBe(200)
  const again = await refusedNothing(() => desk.ask(alex, 'adjustments.give', input))
  expect(again.text).toBe(first.text)
  const answer = await refused(() => desk.ask(alex, 'adjustments.give', { ...input, amount: '800' }))
  expect([answer.status, answer.envelope?.code, answer.envelope?.link]).toEqual([
    422,
    'IDEMPOTENCY_MISMATCH',
    { accountId: input.accountId, adjustmentId: first.data?.adjustmentId },
  ])
  expect(answer.envelope?.message).toContain('$7.00')
  expect(await balanceOf(database, input.accountId)).toBe(700n)
})

async function refusedNothing(asking: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  const before = await stateHash(database)
  const answer = await asking()
  expect(await stateHash(database)).toBe(before)
  return answer
}

describe('what is decided, stale or one’s own', () => {
  test('409 says who decided, and where it is', async () => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(asAlex, accountId, { amount: 4000n })
    const decision = { accountId, adjustmentId, amount: '4000', reason: '' }
    expect((await desk.ask(morgan, 'adjustments.approve', decision)).status).toBe(200)
    const answer = await refused(() => desk.ask(sofia, 'adjustments.approve', decision))
    expect([answer.status, answer.envelope?.code]).toEqual([409, 'ALREADY_DECIDED'])
    expect(answer.envelope?.message).toContain('Morgan Hale')
    expect(answer.envelope?.link).toEqual({ accountId, adjustmentId })
  })
  test('409 when the account moved since it was previewed', async () => {
    const input = await form(500n)
    await give(await signedIn(database, 'sam'), input.accountId, { amount: 300n, reason: 'top_up_per_line' })
    const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
    expect([answer.status, answer.envelope?.code]).toEqual([409, 'STALE'])
    expect(answer.envelope?.message).toContain('$3.00')
  })
  test('403 for one’s own request', async () => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(await signedIn(database, 'sofia'), accountId, { amount: 15_000n })
    const answer = await refused(() =>
      desk.ask(sofia, 'adjustments.approve', { accountId, adjustmentId, amount: '15000', reason: '' }),
    )
    expect([answer.status, answer.envelope?.code]).toEqual([403, 'SELF_APPROVAL'])
  })
  test('403 for an act of another role, and the same 404 for what is not there and what is another’s', async () => {
    const input = await form()
    const role = await refused(() =>
      desk.ask(alex, 'adjustments.refuse', {
        accountId: input.accountId,
        adjustmentId: '1',
        reason: 'no way',
      }),
    )
    expect([role.status, role.envelope?.code]).toEqual([403, 'NOT_ALLOWED'])
    const sam = await tokenOf(database, 'sam')
    await verified(await signedIn(database, 'sam'), input.accountId)
    const theirs = await refused(() => desk.ask(sam, 'adjustments.give', input))
    const nothing = await refused(() =>
      desk.ask(sam, 'adjustments.give', { ...input, draftId: '00000000-0000-4000-8000-000000000000' }),
    )
    expect([theirs.status, theirs.envelope?.code]).toEqual([404, 'NOT_FOUND'])
    expect(nothing.envelope?.message).toBe(theirs.envelope?.message)
  })
})

test('a session that ran out in the middle of a form: 401, and the same key is sent once more after signing in', async () => {
  const input = await form(900n)
  const token = await tokenOf(database, 'alex')
  await sql`update sessions set last_seen_at = last_seen_at - interval '16 minutes'`.execute(database.db)
  const answer = await refused(() => desk.ask(token, 'adjustments.give', input))
  expect([answer.status, answer.envelope?.code, answer.envelope?.retry]).toEqual([
    401,
    'SESSION_EXPIRED',
    'same-key',
  ])
  await sql`update sessions set last_seen_at = now()`.execute(database.db)
  const fresh = await tokenOf(database, 'alex')
  expect((await desk.ask(fresh, 'adjustments.give', input)).status).toBe(200)
  expect((await desk.ask(fresh, 'adjustments.give', input)).status).toBe(200)
  expect(await balanceOf(database, input.accountId)).toBe(900n)
})

test('too big: 413 before it is read', async () => {
  const answer = await refused(() => desk.send(alex, 'adjustments.give', `{"0":"${'x'.repeat(70_000)}"}`))
  expect([answer.status, answer.envelope?.code]).toEqual([413, 'TOO_LARGE'])
})

describe('when the database itself says no', () => {
  const failing = async (state: string, during: () => Promise<void>) => {
    await sql
      .raw(
        `create or replace function say_no() returns trigger language plpgsql as 'begin raise exception ''no'' using errcode = ''${state}''; end';
        create trigger says_no before insert on transfers for each row execute function say_no()`,
      )
      .execute(database.db)
    try {
      await during()
    } finally {
      await sql`drop trigger says_no on transfers`.execute(database.db)
    }
  }
  test.each([
    ['the disk is full', '53100', 503, 'STORAGE_FULL', '30'],
    ['it is shutting down', '57P01', 503, 'BUSY', '3'],
    ['it took too long', '57014', 503, 'BUSY', '2'],
    ['a lock was not free in time', '55P03', 503, 'BUSY', '2'],
    ['two got in each other’s way', '40P01', 503, 'BUSY', '1'],
    ['there is a bug of ours', '22012', 500, 'INTERNAL', null],
  ])(
    '%s: nothing is saved, and the same key gives once afterwards',
    async (_words, state, status, code, wait) => {
      const input = await form(600n)
      await failing(state, async () => {
        const answer = await refused(() => desk.ask(alex, 'adjustments.give', input))
        expect([answer.status, answer.envelope?.code, answer.envelope?.saved]).toEqual([status, code, false])
        expect(answer.headers.get('retry-after')).toBe(wait)
        expect(answer.text).not.toMatch(/say_no|insert|\.ts|22012|53100/)
        if (code === 'INTERNAL') expect(answer.envelope?.message).toContain(answer.envelope?.requestId)
      })
      const page = await pageOf(asAlex, input.accountId)
      expect(page.draft?.draftId).toBe(input.draftId)
      expect((await desk.ask(alex, 'adjustments.give', input)).status).toBe(200)
      expect(await balanceOf(database, input.accountId)).toBe(600n)
    },
  )
})
