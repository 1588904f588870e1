import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { tokenOf } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const database = await openDesk()
const accountId = await addAccount(database)
// Twelve at once: six that look, four of them of one person.
const desk = await httpDesk(database, { CALLS_AT_ONCE: '12' })
const [alex, sam, sofia] = (await Promise.all(
  ['alex', 'sam', 'sofia'].map((name) => tokenOf(database, name)),
)) as [string, string, string]
const search = (token: string) => desk.ask(token, 'accounts.search', { text: 'Customer' })
const change = (token: string) => desk.ask(token, 'adjustments.settle', { accountId })

/** While `during` runs, nobody's session can be read: whatever is admitted waits. */
async function whileNothingMoves(during: () => Promise<void>): Promise<void> {
  let open: () => void = () => {}
  const gate = new Promise<void>((resolve) => {
    open = resolve
  })
  let closed: () => void = () => {}
  const isClosed = new Promise<void>((resolve) => {
    closed = resolve
  })
  const holding = database.db.transaction().execute(async (tx) => {
    await sql`lock table desk in access exclusive mode`.execute(tx)
    closed()
    await gate
  })
  await isClosed
  try {
    await during()
  } finally {
    open()
    await holding
  }
}

test('one person’s searches are bounded, others go on, changes go first, and who is turned away hears it at once', async () => {
  expect((await fetch(`${desk.url}/ready`)).status).toBe(200)
  const admitted: Promise<{ status: number }>[] = []
  await whileNothingMoves(async () => {
    const ofAlex = Array.from({ length: 5 }, () => search(alex))
    // Whatever was admitted cannot be answered yet: who has an answer now did not wait.
    const turnedAway = await Promise.race(ofAlex)
    expect([turnedAway.status, turnedAway.envelope?.code, turnedAway.headers.get('retry-after')]).toEqual([
      429,
      'SLOW_DOWN',
      '1',
    ])
    admitted.push(...ofAlex)

    const ofSam = [search(sam), search(sam), search(sam)]
    const busy = await Promise.race(ofSam)
    expect([busy.status, busy.envelope?.code, busy.envelope?.retry, busy.headers.get('retry-after')]).toEqual(
      [503, 'BUSY', 'after:1', '1'],
    )
    admitted.push(...ofSam)

    const changes = Array.from({ length: 7 }, () => change(sofia))
    const full = await Promise.race(changes)
    expect(full.envelope).toMatchObject({ code: 'BUSY', saved: false })
    expect(full.envelope?.message).toContain('Not saved')
    admitted.push(...changes)

    expect((await fetch(`${desk.url}/live`)).status).toBe(200)
    expect((await fetch(`${desk.url}/ready`)).status).toBe(200)
  })
  const statuses = (await Promise.all(admitted)).map(({ status }) => status)
  expect(statuses.filter((status) => status === 200)).toHaveLength(12)
  expect((await search(alex)).status).toBe(200)
  expect((await change(alex)).status).toBe(200)
})
