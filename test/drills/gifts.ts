import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { databaseFailureOf } from '#server/db/pg-failures.ts'
import { verifyCallers } from '#test/support/verified-callers.ts'
import { type Asked, insist } from './calling.ts'
import { billOn, outageId, type Person, type World } from './world.ts'

export const note = 'The customer lost a day of work and sent the till report.'

export type Gift = {
  accountId: string
  draftId: string
  amount: bigint
  way: 'post' | 'request'
  /** What the account has been given before, for the preview. */
  before?: bigint
  reasonCode?: string
}

/** What the form sends for a gift whose draft is there. */
export function giveInput({ accountId, draftId, amount, way, before = 0n, reasonCode = 'goodwill' }: Gift) {
  return {
    accountId,
    draftId,
    outageId,
    amount: amount.toString(),
    reasonCode,
    note,
    previewed: { way, after: (before + amount).toString(), billOn },
  }
}

/** Drafts as openDraft makes them, many at once, each in a conversation whose caller is verified: the drills are about what follows. */
export async function makeDrafts(
  world: World,
  rows: readonly { accountId: string; staffId: bigint }[],
): Promise<string[]> {
  await whenBack(() => verifyCallers(world.database, rows))
  const ids = rows.map(() => randomUUID())
  const insert = sql`insert into drafts (account_id, draft_id, staff_id, outage_id)
    select account_id, draft_id, staff_id, ${outageId} from unnest(${rows.map((row) => row.accountId)}::text[], ${ids}::uuid[],
      ${rows.map((row) => row.staffId.toString())}::bigint[]) as d (account_id, draft_id, staff_id)
    on conflict do nothing`
  await whenBack(() => insert.execute(world.database.db))
  return ids
}

/** What prepares a drill goes past its desk, so it waits here for the database that the drill has taken away. */
async function whenBack<T>(act: () => Promise<T>): Promise<T> {
  const limit = performance.now() + 60_000
  for (;;) {
    try {
      return await act()
    } catch (error) {
      if (databaseFailureOf(error) === undefined || performance.now() > limit) throw error
      await pause(200)
    }
  }
}

export type Request = { accountId: string; adjustmentId: string; amount: bigint }

/** Requests that wait for a decision, asked for by these agents in turn. */
export async function askFor(
  world: World,
  origin: string,
  agents: readonly Person[],
  count: number,
  amount = 2000n,
): Promise<(Request & { by: Person })[]> {
  const asks = Array.from({ length: count }, (_, index) => ({
    accountId: world.freshAccount(),
    by: agents[index % agents.length] as Person,
  }))
  const drafts = await makeDrafts(
    world,
    asks.map(({ accountId, by }) => ({ accountId, staffId: by.staffId })),
  )
  const made: (Request & { by: Person })[] = []
  await inLanes(8, asks, async ({ accountId, by }, index) => {
    const input = giveInput({ accountId, draftId: drafts[index] ?? '', amount, way: 'request' })
    const given = await must(origin, { token: by.token, procedure: 'adjustments.give', input })
    made[index] = { accountId, adjustmentId: String(given.adjustmentId), amount, by }
  })
  return made
}

/** A call that has to succeed for the drill to begin at all. */
export async function must(origin: string, asked: Asked): Promise<Record<string, unknown>> {
  const { outcome } = await insist(() => origin, asked)
  if (outcome.kind !== 'ok') throw new Error(`${asked.procedure} was refused: ${outcome.text.slice(0, 400)}`)
  return outcome.data as Record<string, unknown>
}

/** Each item once, so many at a time. */
export async function inLanes<T>(
  lanes: number,
  items: readonly T[],
  each: (item: T, index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const walk = async () => {
    while (next < items.length) {
      const index = next
      next += 1
      await each(items[index] as T, index)
    }
  }
  await Promise.all(Array.from({ length: Math.min(lanes, items.length) }, walk))
}
