import { sql } from 'kysely'
import { expect } from 'vitest'
import { httpBilling } from '#server/ledger/http-billing.ts'
import { turnCycle } from '#server/ledger/turn-cycle.ts'
import { Biller } from './biller.ts'
import { type Caller, give, pageOf, signedIn } from './calls.ts'
import { openDesk } from './desk.ts'
import { addAccount } from './factories.ts'
import { servedDesk } from './served-desk.ts'

export const who = { actor: null }
export const impatient = {
  timeoutMs: 250,
  retries: { firstWaitSeconds: 0.01, longestWaitSeconds: 0.05, tries: 60 },
}

export type Item = {
  accountId: string
  transferId: string
  billing: string
  delivery: string
  amount: bigint
  direction: string
}
export const keyOf = (item: Item | undefined): string => `makeright-${item?.transferId}`

/** A desk whose credits go to a billing system on this machine, on 10 March 2024; every account's bill day is the 14th. */
export async function openBilling() {
  const database = await openDesk({ businessDate: '2024-03-10' })
  const biller = await new Biller().start()
  const desk = await servedDesk(database, { billing: biller.partner })
  const port = httpBilling(biller.partner, impatient)
  const [alex, sofia, morgan] = (await Promise.all(
    ['alex', 'sofia', 'morgan'].map((name) => signedIn(database, name)),
  )) as [Caller, Caller, Caller]
  const count = async (where: ReturnType<typeof sql>) => {
    const found = await sql<{ n: bigint }>`select count(*) as n from billing_items where ${where}`.execute(
      database.db,
    )
    return Number(found.rows[0]?.n)
  }
  return {
    database,
    biller,
    desk,
    port,
    alex,
    sofia,
    morgan,
    count,
    turn: (day: string) => turnCycle(database, who, day, () => {}, port),
    async itemsOf(accountId: string): Promise<Item[]> {
      const found =
        await sql<Item>`select account_id, transfer_id::text as transfer_id, billing, delivery, amount, direction from billing_items
          where account_id = ${accountId} order by billing_items.transfer_id`.execute(database.db)
      return found.rows
    },
    billingOf: async (accountId: string) =>
      (await pageOf(alex, accountId)).adjustments.map((each) => each.billing),
    /** Rounds of delivery until nothing waits: what two processes do every two seconds. */
    async deliverAll(): Promise<void> {
      const other = httpBilling(biller.partner, impatient)
      for (let round = 0; round < 400; round += 1) {
        await Promise.all([port.deliver(database, who), other.deliver(database, who)])
        if ((await count(sql`delivery = 'waiting' and direction = 'credit'`)) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 10))
      }
      expect.fail('It was never all delivered.')
    },
    async given(amount = 500n) {
      const accountId = await addAccount(database)
      const { adjustmentId } = await give(alex, accountId, { amount })
      return { accountId, adjustmentId }
    },
  }
}
