import { fitsRole, mayAskChange } from '#shared/staff/changes.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { levelsOf } from './levels-of.ts'
import { personOf } from './lock-change.ts'
import { writeAsk } from './write-ask.ts'

/** Asks for another role or limit; of somebody who was switched off, to be let in again with it. */
export async function askChange(
  work: Work,
  input: { staffId: bigint; role: Role; level: string | null; reason: string },
): Promise<PeopleAct> {
  const person = await personOf(work, input.staffId)
  insist(mayAskChange(actorOf(work), person, input))
  insist(fitsRole(input.role, input.level, await levelsOf(work.tx)))
  await writeAsk(work, {
    kind: person.active ? 'change' : 'bring-back',
    ...input,
    fromRole: person.role,
    fromLevel: person.level,
  })
  return { state: 'requested', firstPassword: null }
}
