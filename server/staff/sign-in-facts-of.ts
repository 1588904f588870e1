import { sql } from 'kysely'
import type { SignInFacts } from '#shared/staff/changes.ts'
import type { Work } from '../work.ts'

/** What somebody signs in with, and by which names. */
export async function signInFactsOf(
  work: Work,
  staffId: bigint,
): Promise<SignInFacts & { usernames: string[] }> {
  const found = await sql<SignInFacts & { usernames: string[] }>`
    select exists (select from sign_ins where staff_id = ${staffId} and password_hash is not null) as has_password,
      exists (select from second_factors where staff_id = ${staffId} and confirmed_at is not null) as has_factor,
      coalesce((select array_agg(username order by username) from sign_ins where staff_id = ${staffId}), '{}') as usernames`.execute(
    work.tx,
  )
  return found.rows[0] ?? { hasPassword: false, hasFactor: false, usernames: [] }
}
