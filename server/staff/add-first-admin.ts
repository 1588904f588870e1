import { Refusal } from '../refusal.ts'
import type { Work } from '../work.ts'
import { addPerson, type NewPerson } from './add-person.ts'

/** Two who can agree on everybody else. Whoever comes after them is added at the desk. */
const needed = 2

/** The first administrators, by whoever owns the database: nobody is there yet who could agree to them. */
export async function addFirstAdmin(work: Work, person: Omit<NewPerson, 'role' | 'level'>): Promise<bigint> {
  const there = await work.tx
    .selectFrom('staff')
    .select('name')
    .where('role', '=', 'admin')
    .where('active', '=', true)
    .execute()
  if (there.length >= needed)
    throw new Refusal(
      'NOT_ALLOWED',
      `There are administrators already (${there.map(({ name }) => name).join(', ')}): they add people at the desk.`,
    )
  return addPerson(work, { ...person, role: 'admin', level: null })
}
