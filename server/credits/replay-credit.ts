import { evaluate, programmeHash } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { dueOf } from '#shared/credits/working.ts'
import { formatMoney } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import type { Db } from '../db/client.ts'
import { digest } from '../programmes/digest.ts'
import { notFound } from '../refusal.ts'

export type Replay = { readonly words: string; readonly problems: readonly string[] }

/**
 * Evaluates what was stored with a credit once more: the facts, the version that was in force and the run's instant.
 * Hash and amount have to come out again; each difference is said in words.
 */
export async function replayCredit(db: Db, creditId: bigint): Promise<Replay> {
  const credit = await db
    .selectFrom('credits as c')
    .innerJoin('programmes as p', (join) =>
      join.onRef('p.programmeId', '=', 'c.programmeId').onRef('p.version', '=', 'c.programmeVersion'),
    )
    .innerJoin('programmeRuns as r', 'r.runId', 'c.runId')
    .select([
      'c.creditId',
      'c.accountId',
      'c.amount',
      'c.currency',
      'c.setOff',
      'c.facts',
      'c.factsHash',
      'c.programmeId',
      'c.programmeVersion',
      'p.document',
      'p.hash',
      'r.startedAt',
    ])
    .where('c.creditId', '=', creditId)
    .executeTakeFirst()
  if (!credit || credit.document === null) throw notFound('credit')
  const document = credit.document as Programme
  const again = evaluate(credit.facts as Facts, document, credit.startedAt.toISOString(), digest)
  const due = dueOf(again)
  const money = (minor: bigint) => formatMoney({ minor, currency: credit.currency })
  const problems: string[] = []
  if (programmeHash(document, digest) !== credit.hash)
    problems.push(
      `The document of version ${credit.programmeVersion} is not the one that was published: its hash is another.`,
    )
  if (again.hash !== credit.factsHash)
    problems.push(`The stored facts give the hash ${again.hash}, and ${credit.factsHash} was stored.`)
  if (due - credit.setOff !== credit.amount)
    problems.push(
      `The stored facts give ${money(due - credit.setOff)}, and ${money(credit.amount)} was credited.`,
    )
  return {
    words: `Credit ${creditId} on ${credit.accountId}: ${money(credit.amount)} by ${credit.programmeId} version ${credit.programmeVersion}, hash ${credit.factsHash.slice(0, 16)}, at ${credit.startedAt.toISOString()}`,
    problems,
  }
}
