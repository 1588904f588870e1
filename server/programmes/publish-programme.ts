import { sql } from 'kysely'
import { draftProblems, hasErrors } from '#shared/programmes/draft-problems.ts'
import { mayPublish } from '#shared/programmes/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { budgetAsNamed } from './budget-as-named.ts'
import {
  insistOnRevision,
  type LoadedVersion,
  loadVersion,
  placeOf,
  type VersionKey,
} from './load-version.ts'

/**
 * A second person puts a submitted version in force; the one it supersedes ends in the same instant, and the budget that
 * it names becomes the outage's. Another programme for the same outage and cause is refused: two would pay one loss twice.
 */
export async function publishProgramme(work: Work, input: VersionKey & { revision: number }): Promise<void> {
  const actor = actorOf(work)
  const version = await loadVersion(work, input)
  insist(mayPublish(actor, version))
  insistOnRevision(version, input.revision)
  const { programme, problems } = draftProblems(version.text, await placeOf(work.tx, input, version.outageId))
  if (!programme || version.outageId === null || hasErrors(problems))
    throw new Refusal(
      'STALE',
      `It no longer fits what is in force: ${problems.map(({ words }) => words).join('; ')}. Send it back to its author.`,
    )
  await supersede(work, version)
  await insistOnOne(work, version)
  await work.tx
    .updateTable('programmes')
    .set({
      state: 'published',
      publishedBy: actor.staffId,
      publishedAt: work.now,
      publishedOn: work.businessDate,
    })
    .where('programmeId', '=', version.programmeId)
    .where('version', '=', version.version)
    .execute()
  const budget = programme.budget ? await budgetAsNamed(work, version.outageId, programme.currency) : null
  await recordDeskEvent(work, {
    action: 'publish-programme',
    detail: {
      programme: version.programmeId,
      version: version.version,
      hash: version.hash ?? '',
      ...(budget !== null && { budget: budget.toString() }),
    },
  })
  work.announce({ topic: 'programmes' })
  work.announce({ topic: 'desk' })
}

async function supersede(work: Work, { programmeId, version, outageId }: LoadedVersion): Promise<void> {
  await work.tx
    .updateTable('programmes')
    .set({
      state: 'superseded',
      endedAt: work.now,
      endedBy: work.actor?.staffId ?? null,
      endedBecause: `Superseded by version ${version}.`,
    })
    .where('programmeId', '=', programmeId)
    .where('outageId', '=', outageId)
    .where('state', '=', 'published')
    .execute()
}

async function insistOnOne(work: Work, { outageId, cause }: LoadedVersion): Promise<void> {
  const other = await sql<{ programmeId: string; version: number; title: string }>`
    select programme_id, version, document ->> 'title' as title from programmes
    where outage_id = ${outageId} and cause = ${cause} and state = 'published'`.execute(work.tx)
  const found = other.rows[0]
  if (found)
    throw new Refusal(
      'ALREADY_GIVEN',
      `“${found.title}” (${found.programmeId}, version ${found.version}) is in force for this outage and pays the same cause (${cause}). Withdraw it first, or make this one its next version.`,
    )
}
