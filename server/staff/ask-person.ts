import { fitsRole, mayChangePeople } from '#shared/staff/changes.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { PeopleAct } from '#shared/staff/views.ts'
import { insist, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { levelsOf } from './levels-of.ts'
import { writeAsk } from './write-ask.ts'

/** An administrator asks for a new person. Nobody is there, and no name can sign in, before a second one agrees. */
export async function askPerson(
  work: Work,
  input: { username: string; name: string; role: Role; level: string | null; reason: string },
): Promise<PeopleAct> {
  insist(mayChangePeople(actorOf(work)))
  insist(fitsRole(input.role, input.level, await levelsOf(work.tx)))
  const taken = await work.tx
    .selectFrom('signIns')
    .select('staffId')
    .where('username', '=', input.username)
    .executeTakeFirst()
  if (taken)
    throw new Refusal('ALREADY_ASKED', `The username ${input.username} is taken.`, {
      fields: [{ path: 'username', rule: 'It is taken.' }],
    })
  await writeAsk(work, { kind: 'add', ...input })
  return { state: 'requested', firstPassword: null }
}
