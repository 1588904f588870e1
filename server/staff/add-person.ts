import type { Role } from '#shared/staff/roles.ts'
import { firstPasswordHours } from '#shared/staff/sign-on.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { insistOnPassword } from './common-passwords.ts'
import { hashPassword } from './passwords.ts'

export type NewPerson = { username: string; name: string; role: Role; level: string | null; password: string }

/**
 * Adds a person with one sign-in, for the command line and its owner of the database: the first administrators have nobody
 * who could agree. At the desk two administrators add people. A name that is taken is refused, so nobody's password is
 * replaced by accident.
 */
export async function addPerson(work: Work, person: NewPerson): Promise<bigint> {
  if (!/^[a-z0-9._-]{2,60}$/.test(person.username))
    throw new Refusal(
      'BAD_REQUEST',
      'A username has 2 to 60 of the characters a-z, 0-9, dot, hyphen, underscore.',
    )
  await insistOnPassword(person.password, person)
  const levels = (await work.tx.selectFrom('limitLevels').select('level').orderBy('rank').execute()).map(
    ({ level }) => level,
  )
  if (person.level !== null && !levels.includes(person.level))
    throw new Refusal('BAD_REQUEST', `There is no level "${person.level}"; there are ${levels.join(', ')}.`)
  const taken = await work.tx
    .selectFrom('signIns')
    .select('staffId')
    .where('username', '=', person.username)
    .executeTakeFirst()
  if (taken) throw new Refusal('BAD_REQUEST', `The username ${person.username} is taken.`)
  const { staffId } = await work.tx
    .insertInto('staff')
    .values({ name: person.name, role: person.role, limitLevel: person.level })
    .returning('staffId')
    .executeTakeFirstOrThrow()
  const passwordHash = await hashPassword(person.password)
  await work.tx
    .insertInto('signIns')
    .values({
      username: person.username,
      staffId,
      passwordHash,
      // Whoever typed it knows it: its owner has to choose another.
      passwordEndsAt: new Date(work.now.getTime() + firstPasswordHours * 3_600_000),
    })
    .execute()
  await recordDeskEvent(work, {
    action: 'add-person',
    detail: { staffId: staffId.toString(), role: person.role, level: person.level, by: 'the command' },
  })
  return staffId
}
