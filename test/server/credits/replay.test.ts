import { expect, it } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import { digest } from '#server/programmes/digest.ts'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { openDesk, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

it('a credit’s stored facts, document and instant give the same amount and hash again', async () => {
  const database = await openDesk()
  await addAccount(database, { lines: [{ hours: 10 }] })
  await runProgramme(database, { actor: null }, programme)
  const credit = await database.db
    .selectFrom('credits as c')
    .innerJoin('programmes as p', (join) =>
      join.onRef('p.programmeId', '=', 'c.programmeId').onRef('p.version', '=', 'c.programmeVersion'),
    )
    .innerJoin('programmeRuns as r', 'r.runId', 'c.runId')
    .select(['c.amount', 'c.facts', 'c.factsHash', 'p.document', 'p.hash', 'r.startedAt'])
    .executeTakeFirstOrThrow()
  const again = evaluate(
    credit.facts as Facts,
    credit.document as Programme,
    credit.startedAt.toISOString(),
    digest,
  )
  expect([again.amount.minor, again.hash]).toEqual([credit.amount.toString(), credit.factsHash])
})
