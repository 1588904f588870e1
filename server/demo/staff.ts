import type { Role } from '#shared/staff/roles.ts'
import { hashPassword } from '../staff/passwords.ts'
import type { Work } from '../work.ts'

/** Shown on the sign-in page of a demo, and nowhere else. */
export const demoPassword = 'makeright-demo'

const people: { username: string; name: string; role: Role; level: string | null }[] = [
  { username: 'alex', name: 'Alex Rivera', role: 'agent', level: 'agent' },
  { username: 'sam', name: 'Sam Okafor', role: 'agent', level: 'senior' },
  { username: 'sofia', name: 'Sofia Lindqvist', role: 'supervisor', level: 'supervisor' },
  { username: 'morgan', name: 'Morgan Hale', role: 'manager', level: 'manager' },
  { username: 'marta', name: 'Marta Kowalska', role: 'manager', level: 'manager' },
  { username: 'audrey', name: 'Audrey Nakamura', role: 'auditor', level: null },
  { username: 'adam', name: 'Adam Osei', role: 'admin', level: null },
  { username: 'agnes', name: 'Agnes Moreau', role: 'admin', level: null },
]

/** The people of the demo: generated names, one password, two agents of different levels, two administrators who agree with each other (rulings 21). */
export async function addDemoStaff(work: Work): Promise<void> {
  const passwordHash = await hashPassword(demoPassword)
  const made = await work.tx
    .insertInto('staff')
    .values(people.map(({ name, role, level }) => ({ name, role, limitLevel: level })))
    .returning(['staffId', 'name'])
    .execute()
  const idOf = new Map(made.map((row) => [row.name, row.staffId]))
  await work.tx
    .insertInto('signIns')
    .values(
      people.map(({ username, name }) => ({ username, staffId: idOf.get(name) as bigint, passwordHash })),
    )
    .execute()
  await work.tx.updateTable('desk').set({ demo: true }).execute()
}
