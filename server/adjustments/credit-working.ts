import type { CreditWorking } from '#shared/credits/working.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { workingOf } from '../credits/working-of.ts'
import type { Db } from '../db/client.ts'
import { notFound } from '../refusal.ts'
import type { Clock } from '../work.ts'
import { loadAccount } from './load-account.ts'

/**
 * What the account page's automatic credit was worked out from: as it was kept with the credit; without one as the run
 * that left the account out kept it; before any run from what is known now, as the page says why.
 */
export async function creditWorking(
  db: Db,
  ask: { accountId: string; outageId: string | null; actor: Actor; clock: Clock },
): Promise<CreditWorking> {
  const { accountId, clock } = ask
  const { facts, desk, creditFacts } = await loadAccount(db, { ...ask, businessDate: clock.businessDate })
  const { programme, outage } = desk
  const credit = facts.credits.at(-1)
  const kept = credit
    ? await workingOf(db, accountId, credit)
    : programme && outage && (await workingOf(db, accountId, { programme, outageId: outage.outageId }))
  if (kept) return kept
  if (!programme || !creditFacts) throw notFound('credit programme')
  return { facts: creditFacts, programme, at: clock.now.toISOString(), decided: null }
}
