import { canonical } from '#shared/programmes/canonical.ts'
import { draftProblems, longestDocument } from '#shared/programmes/draft-problems.ts'
import { readJson } from '#shared/programmes/json-lines.ts'
import { mayEdit, mayWrite } from '#shared/programmes/permissions.ts'
import type { Problem } from '#shared/programmes/read-programme.ts'
import { causeOf } from '#shared/programmes/states.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { digest } from './digest.ts'
import { insistOnRevision, loadVersion, placeOf, type VersionKey } from './load-version.ts'

export type SavedProgramme = VersionKey & { revision: number; problems: readonly Problem[] }

/**
 * Keeps a draft as it was typed, also with problems, which are all listed; only submitting asks for a whole document.
 * A new draft is named by its own text.
 */
export async function saveProgramme(
  work: Work,
  input: {
    draft: (VersionKey & { revision: number }) | null
    text: string
    outageId: string | null
  },
): Promise<SavedProgramme> {
  const actor = actorOf(work)
  insist(mayWrite(actor))
  if (input.text.length > longestDocument)
    throw new Refusal('TOO_LARGE', `A programme has at most ${longestDocument} characters.`)
  const key = input.draft ?? keyIn(input.text)
  if (input.draft) {
    const before = await loadVersion(work, key)
    insist(mayEdit(actor, before))
    insistOnRevision(before, input.draft.revision)
  }
  const outageId = outageIn(input.text) ?? input.outageId
  const place = await placeOf(work.tx, key, outageId)
  const { programme, problems } = draftProblems(input.text, {
    ...place,
    outageId: input.outageId ?? outageId,
  })
  const values = {
    text: input.text,
    outageId: place.outageKnown ? outageId : null,
    document: programme && JSON.stringify(programme),
    hash: programme && digest(canonical(programme)),
    cause: programme ? causeOf(programme) : ('entitlement' as const),
    editedAt: work.now,
  }
  const revision = (input.draft?.revision ?? 0) + 1
  if (input.draft) {
    await work.tx
      .updateTable('programmes')
      .set({ ...values, revision })
      .where('programmeId', '=', key.programmeId)
      .where('version', '=', key.version)
      .execute()
  } else {
    const made = await work.tx
      .insertInto('programmes')
      .values({ ...key, ...values, authorId: actor.staffId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('version')
      .executeTakeFirst()
    if (!made)
      throw new Refusal(
        'STALE',
        `There is a version ${key.version} of ${key.programmeId} already: give this one another number.`,
      )
  }
  await recordDeskEvent(work, {
    action: 'save-programme',
    detail: { programme: key.programmeId, version: key.version, revision, problems: problems.length },
  })
  work.announce({ topic: 'programmes' })
  return { programmeId: key.programmeId, version: key.version, revision, problems }
}

const fieldsIn = (text: string): Record<string, unknown> => {
  const json = readJson(text)
  return json.ok && typeof json.value === 'object' && json.value !== null
    ? (json.value as Record<string, unknown>)
    : {}
}

function keyIn(text: string): VersionKey {
  const { id, version } = fieldsIn(text)
  if (
    typeof id !== 'string' ||
    !/^[a-z0-9][a-z0-9-]{1,63}$/.test(id) ||
    typeof version !== 'number' ||
    !Number.isInteger(version) ||
    version < 1 ||
    version > 10_000
  )
    throw new Refusal(
      'BAD_REQUEST',
      'A new draft is JSON with an id (small letters, digits, hyphens) and a version of 1 or more; everything else may follow later.',
    )
  return { programmeId: id, version }
}

function outageIn(text: string): string | null {
  const { outage } = fieldsIn(text)
  return typeof outage === 'string' ? outage : null
}
