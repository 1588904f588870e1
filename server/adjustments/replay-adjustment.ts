import { type KeptFacts, keptHash, offeredOn } from '#shared/adjustments/kept-facts.ts'
import { formatMoney } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import type { Db } from '../db/client.ts'
import { digest } from '../programmes/digest.ts'
import { notFound } from '../refusal.ts'

/**
 * Works the fair offer of a credit by hand out once more, from the facts that were kept with it. Hash and offer have to
 * come out again; each difference is said in words.
 */
export async function replayAdjustment(
  db: Db,
  adjustmentId: bigint,
): Promise<{ words: string; problems: string[] }> {
  const row = await db
    .selectFrom('adjustments')
    .select(['adjustmentId', 'accountId', 'requested', 'offered', 'currency', 'facts', 'factsHash'])
    .where('adjustmentId', '=', adjustmentId)
    .executeTakeFirst()
  if (!row) throw notFound('adjustment')
  const number = adjustmentNumber(row.adjustmentId.toString())
  const text = (minor: bigint) => formatMoney({ minor, currency: row.currency })
  const words = `${number} on ${row.accountId}: ${text(row.requested)} asked where the fair offer was ${text(row.offered)}`
  if (row.factsHash === null) return { words, problems: [`${number} is from before facts were kept whole.`] }
  const kept = row.facts as KeptFacts
  const problems: string[] = []
  const hash = keptHash(kept, digest)
  if (hash !== row.factsHash)
    problems.push(`The facts that were kept have the hash ${hash}, and ${row.factsHash} was stored.`)
  const again = offeredOn(kept, row.currency)
  if (again !== row.offered || kept.offered !== row.offered.toString())
    problems.push(
      `The facts that were kept give an offer of ${text(again)}, and ${text(row.offered)} was shown.`,
    )
  return { words: `${words}, hash ${row.factsHash.slice(0, 16)}`, problems }
}
