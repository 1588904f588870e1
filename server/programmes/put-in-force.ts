import { canonical } from '#shared/programmes/canonical.ts'
import { readProgramme } from '#shared/programmes/read-programme.ts'
import type { Actor } from '#shared/staff/roles.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { digest } from './digest.ts'
import type { VersionKey } from './load-version.ts'
import { publishProgramme } from './publish-programme.ts'
import { saveProgramme } from './save-programme.ts'
import { submitProgramme } from './submit-programme.ts'

/**
 * Author and publisher one after the other, by the commands of the desk: for the command line and the demo. The same
 * version with the same content again changes nothing; with another content it is refused.
 */
export async function putInForce(
  work: Work,
  {
    text,
    outageId,
    author,
    publisher,
  }: { text: string; outageId: string | null; author: Actor; publisher: Actor },
): Promise<VersionKey & { made: boolean }> {
  const read = readProgramme(text)
  if (read.ok) {
    const key = { programmeId: read.programme.id, version: read.programme.version }
    const there = await work.tx
      .selectFrom('programmes')
      .select(['hash', 'state'])
      .where('programmeId', '=', key.programmeId)
      .where('version', '=', key.version)
      .executeTakeFirst()
    if (there?.state === 'published' && there.hash === digest(canonical(read.programme)))
      return { ...key, made: false }
    if (there)
      throw new Refusal(
        'STALE',
        `Version ${key.version} of ${key.programmeId} is there already with another content, or ended. Give the change a new version.`,
      )
  }
  const asAuthor = { ...work, actor: author }
  const { programmeId, version, revision } = await saveProgramme(asAuthor, { draft: null, text, outageId })
  await submitProgramme(asAuthor, { programmeId, version, revision })
  await publishProgramme({ ...work, actor: publisher }, { programmeId, version, revision })
  return { programmeId, version, made: true }
}
