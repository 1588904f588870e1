import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { lookingPace } from '#server/edge/looking-pace.ts'
import { Refusal } from '#server/refusal.ts'
import { fillForm, give, refusalFrom, signedIn, tokenOf } from '#test/support/calls.ts'
import { balanceOf, openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const database = await openDesk()

describe('looking customers up', () => {
  test('v5.0.0-2.4.1 v5.0.0-15.2.2 one session has its pace, and others are not held up by it', async () => {
    const desk = await httpDesk(database, { LOOKS_PER_MINUTE: '30' })
    const [alex, sam] = [await tokenOf(database, 'alex'), await tokenOf(database, 'sam')]
    const statuses: number[] = []
    for (let times = 0; times < 34; times += 1) {
      const answer = await desk.ask(alex, 'accounts.search', { text: `Customer ${times}` })
      statuses.push(answer.status)
      if (answer.status !== 429) continue
      expect(answer.envelope).toMatchObject({
        code: 'SLOW_DOWN',
        retry: expect.stringMatching(/^after:\d+$/),
      })
      expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0)
    }
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(30)
    expect(statuses).toContain(429)
    expect((await desk.ask(sam, 'accounts.search', { text: 'Customer' })).status).toBe(200)
    expect((await desk.ask(alex, 'staff.desk', undefined)).status).toBe(200)
  })

  test('a call in another spelling, or in a folder, is no call: nothing goes past what counts and weighs', async () => {
    const desk = await httpDesk(database, { LOOKS_PER_MINUTE: '30' })
    const cookie = `makeright=${await tokenOf(database, 'sofia')}`
    const headers = { 'content-type': 'application/json', 'x-makeright': '1', origin: desk.url, cookie }
    for (const path of [
      'accounts%2Esearch',
      'accounts.search%2Caccounts.search',
      'x/accounts.search',
      '/accounts.search',
      'accounts.search/',
    ]) {
      const answer = await fetch(`${desk.url}/trpc/${path}?batch=1`, {
        method: 'POST',
        headers,
        body: '{"0":{"text":"a"},"1":{"text":"b"}}',
      })
      expect([path, answer.status, await answer.text()]).toEqual([
        path,
        404,
        expect.stringContaining('There is no such procedure.'),
      ])
    }
  })

  test('one person has twice that over all their sessions', () => {
    const pace = lookingPace({ perMinute: 30, whoAsks: () => '', refuse: () => {} })
    for (let times = 0; times < 60; times += 1) pace.ofPerson('/accounts.search', 1n)
    expect(() => pace.ofPerson('/accounts.search', 1n)).toThrow(Refusal)
    expect(() => pace.ofPerson('/staff.desk', 1n)).not.toThrow()
    expect(() => pace.ofPerson('/accounts.search', 2n)).not.toThrow()
  })
})

test('calling back, beginning and revealing count, and recent accounts count each', async () => {
  const pace = lookingPace({ perMinute: 30, whoAsks: () => '', refuse: () => {} })
  for (const [index, call] of ['begin', 'callBack', 'reveal', 'card'].entries()) {
    const staffId = BigInt(index)
    pace.more(60, staffId)
    expect(() => pace.ofPerson(`/contacts.${call}`, staffId)).toThrow(Refusal)
  }
  const desk = await httpDesk(database, { LOOKS_PER_MINUTE: '30' })
  const token = await tokenOf(database, 'morgan')
  const accountIds: string[] = []
  for (let each = 0; each < 12; each += 1) accountIds.push(await addAccount(database))
  const statuses: number[] = []
  for (let times = 0; times < 7; times += 1)
    statuses.push((await desk.ask(token, 'accounts.recent', { accountIds })).status)
  expect(statuses.slice(0, 5)).toEqual([200, 200, 200, 200, 200])
  expect(statuses.slice(5)).toContain(429)
})

describe('giving', () => {
  const pace = (atOnce: number, perMinute: number) =>
    sql`update limit_levels set acts_at_once = ${atOnce}, acts_per_minute = ${perMinute}`.execute(database.db)

  test('more credits than one person gives in that time are refused with how long to wait, and the draft stays', async () => {
    await pace(3, 1)
    const caller = await signedIn(database, 'alex')
    const other = await signedIn(database, 'alex')
    for (let times = 0; times < 3; times += 1)
      await give(times === 1 ? other : caller, await addAccount(database), { amount: 100n })
    const accountId = await addAccount(database)
    const { input } = await fillForm(caller, accountId, { amount: 100n })
    const refusal = await refusalFrom(caller.adjustments.give(input))
    expect(refusal).toMatchObject({ code: 'SLOW_DOWN', saved: false })
    expect(refusal.retry).toMatch(/^after:(5\d|60)$/)
    expect(await balanceOf(database, accountId)).toBe(0n)

    await give(await signedIn(database, 'sam'), await addAccount(database), { amount: 100n })
    await sql`update staff_days set acts_at = acts_at - interval '61 seconds'`.execute(database.db)
    expect((await caller.adjustments.give(input)).way).toBe('post')
    expect(await balanceOf(database, accountId)).toBe(100n)
    await pace(60, 30)
  })

  test('agreeing to requests counts as well', async () => {
    const alex = await signedIn(database, 'alex')
    const sofia = await signedIn(database, 'sofia')
    const requests: { accountId: string; adjustmentId: string }[] = []
    for (let times = 0; times < 3; times += 1)
      requests.push(await give(alex, await addAccount(database), { amount: 2000n }))
    await pace(2, 1)
    const approve = ({ accountId, adjustmentId }: { accountId: string; adjustmentId: string }) =>
      sofia.adjustments.approve({ accountId, adjustmentId, amount: '2000', reason: '' })
    for (const request of requests.slice(0, 2)) await approve(request)
    const last = requests[2]
    if (!last) throw new Error('There are three requests.')
    expect(await refusalFrom(approve(last))).toMatchObject({ code: 'SLOW_DOWN' })
    await pace(60, 30)
    expect((await approve(last)).state).toBe('granted')
  })
})
