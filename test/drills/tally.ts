import { sql } from 'kysely'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'
import type { Writers } from './writers.ts'

/** The steps of one account that were acknowledged, in order, and the amount that each of them moves. */
export type Moved = { amount: bigint; steps: string[] }

const kindOf: Record<string, string> = {
  post: 'post',
  request: 'hold',
  approve: 'post_hold',
  refuse: 'void_hold',
  withdraw: 'void_hold',
  reverse: 'reverse',
}

type Books = Pick<World, 'database'>
export type Tally = { lost: number; doubled: number; first: string | null }

/** Holds what was acknowledged against the ledger: each acknowledged step is one transfer of its amount, and there is no other. */
export async function tally(world: Books, acked: ReadonlyMap<string, Moved>): Promise<Tally> {
  const found = await sql<{ accountId: string; kind: string; count: number; amount: bigint }>`
    select account_id, kind, count(*)::int as count, sum(amount)::bigint as amount from transfers group by account_id, kind`.execute(
    world.database.db,
  )
  const there = new Map(found.rows.map((row) => [`${row.accountId} ${row.kind}`, row]))
  let lost = 0
  let doubled = 0
  let first: string | null = null
  for (const [accountId, { amount, steps }] of acked) {
    for (const step of steps) {
      const at = `${accountId} ${kindOf[step]}`
      const row = there.get(at)
      there.delete(at)
      if (row?.count === 1 && row.amount === amount) continue
      if (!row) lost += 1
      else doubled += 1
      first ??= `${step} of ${amount} for account ${accountId} was acknowledged, and the ledger has ${row?.count ?? 0} of it for ${row?.amount ?? 0n}`
    }
  }
  for (const [at, { count, amount }] of there) {
    doubled += count
    first ??= `nobody was told of ${count} × ${at} for ${amount}`
  }
  return { lost, doubled, first }
}

/** The end of a drill under load: everything acknowledged is there once, nothing else is, and the books hold. */
export async function moneyHolds(stage: Stage, world: Books, writers: Writers): Promise<Tally> {
  const found = await tally(world, writers.acked)
  stage.insist(found.lost === 0, `Money was lost: ${found.first} (${found.lost} lost in all).`)
  stage.insist(found.doubled === 0, `Money was doubled: ${found.first} (${found.doubled} doubled in all).`)
  stage.insist(
    writers.strange.length === 0,
    `A writer was answered what no honest desk answers: ${writers.strange[0]} (${writers.strange.length} times).`,
  )
  await stage.booksHold(world)
  return found
}
