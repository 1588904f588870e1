import { sql } from 'kysely'
import type { Role } from '#shared/staff/roles.ts'
import type { Work } from '../work.ts'
import type { Claims, ProviderSettings } from './open-provider.ts'

export type Followed = {
  staffId: bigint
  added: boolean
  changed: boolean
  active: boolean
  role: Role
  level: string | null
}

/** The first of somebody's groups that works at this desk; null when none does. */
export const groupOf = ({ groups }: ProviderSettings, claims: Claims) =>
  groups.find(({ group }) => claims.groups.includes(group)) ?? null

/** Role and limit are what that group says, from this moment on; somebody new is made. Null when none of the groups works here. */
export async function followGroups(
  work: Work,
  settings: ProviderSettings,
  claims: Claims,
): Promise<Followed | null> {
  const found = groupOf(settings, claims)
  if (!found) return null
  const { role, level } = found
  const followed = await sql<Omit<Followed, 'role' | 'level'>>`
    select * from follow_groups(${settings.issuer}, ${claims.subject}, ${claims.name}, ${role}, ${level})`.execute(
    work.tx,
  )
  const person = followed.rows[0]
  if (!person) throw new Error('Nobody followed their groups.')
  return { ...person, role, level }
}
