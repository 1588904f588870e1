import type { Actor } from '#shared/staff/roles.ts'
import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { inWork } from '../work.ts'
import { eraseCustomer } from './erase-customer.ts'

const batch = 20

export type ErasedMany = { erased: number; before: number; refused: { accountId: string; because: string }[] }

/**
 * Erases many, some to a transaction. What was erased stays erased: stopped and started again it goes on where it was. One
 * that cannot be erased does not stop the others.
 */
export async function eraseCustomers(
  database: Database,
  actor: Actor,
  { accountIds, reason }: { accountIds: readonly string[]; reason: string },
): Promise<ErasedMany> {
  const done: ErasedMany = { erased: 0, before: 0, refused: [] }
  for (let at = 0; at < accountIds.length; at += batch) {
    const some = accountIds.slice(at, at + batch)
    try {
      const fresh = await inWork(database, { actor }, async (work) => {
        let erased = 0
        for (const accountId of [...some].sort())
          if (await eraseCustomer(work, { accountId, reason })) erased += 1
        return erased
      })
      done.erased += fresh
      done.before += some.length - fresh
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      await oneByOne(database, actor, { accountIds: some, reason }, done)
    }
  }
  return done
}

async function oneByOne(
  database: Database,
  actor: Actor,
  { accountIds, reason }: { accountIds: readonly string[]; reason: string },
  done: ErasedMany,
): Promise<void> {
  for (const accountId of accountIds)
    try {
      const erased = await inWork(database, { actor }, (work) => eraseCustomer(work, { accountId, reason }))
      if (erased) done.erased += 1
      else done.before += 1
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      done.refused.push({ accountId, because: error.message })
    }
}
