import { draftProblems, hasErrors } from '#shared/programmes/draft-problems.ts'
import { maySubmit } from '#shared/programmes/permissions.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { insistOnRevision, loadVersion, placeOf, type VersionKey } from './load-version.ts'

/** The author hands a draft to a second person. It is taken whole or refused whole, with every problem at once. */
export async function submitProgramme(work: Work, input: VersionKey & { revision: number }): Promise<void> {
  const draft = await loadVersion(work, input)
  insist(maySubmit(actorOf(work), draft))
  insistOnRevision(draft, input.revision)
  const { problems } = draftProblems(draft.text, await placeOf(work.tx, input, draft.outageId))
  const errors = problems.filter((problem) => problem.level === 'error')
  if (hasErrors(problems))
    throw new Refusal(
      'BAD_REQUEST',
      `The document has ${errors.length === 1 ? 'a problem' : `${errors.length} problems`}: ${errors.map(({ line, path, words }) => `line ${line}: ${path ? `${path}: ` : ''}${words}`).join('; ')}`,
      { fields: errors.map(({ path, words }) => ({ path, rule: words })) },
    )
  await work.tx
    .updateTable('programmes')
    .set({ state: 'submitted', submittedAt: work.now, returnedBy: null, returnedBecause: null })
    .where('programmeId', '=', input.programmeId)
    .where('version', '=', input.version)
    .execute()
  await recordDeskEvent(work, {
    action: 'submit-programme',
    detail: { programme: input.programmeId, version: input.version, hash: draft.hash ?? '' },
  })
  work.announce({ topic: 'programmes' })
}
