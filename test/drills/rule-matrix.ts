import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { type ObjectKind, objects } from '#server/rule.ts'
import { hashToken } from '#server/staff/sessions.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { Person } from '#test/support/calls.ts'
import { addAccount } from '#test/support/factories.ts'
import type { Ground } from './rule-ground.ts'

/** Who tries. The first six have no session that counts. */
export const strangers = ['nobody', 'garbage', 'expired', 'idle', 'half', 'switched off'] as const
export const signedInPeople = [
  'agent',
  'senior',
  'supervisor',
  'manager',
  'second manager',
  'auditor',
  'admin',
] as const
export type Stranger = (typeof strangers)[number]
export type SignedIn = (typeof signedInPeople)[number]
export type Actor = Stranger | SignedIn

export const personOfActor: Record<SignedIn, Person> = {
  agent: 'alex',
  senior: 'sam',
  supervisor: 'sofia',
  manager: 'morgan',
  'second manager': 'marta',
  auditor: 'audrey',
  admin: 'adam',
}
export const roleOfActor = (actor: SignedIn): Role =>
  actor === 'senior' ? 'agent' : actor === 'second manager' ? 'manager' : actor

/** Tokens of sessions that do not count, each in its own way. */
export async function strangersTokens({ database }: Ground): Promise<Record<Stranger, string | null>> {
  const make = async (staff: ReturnType<typeof sql>, columns = sql``, values = sql``) => {
    const token = randomBytes(32).toString('base64url')
    await sql`insert into sessions (token_hash, staff_id ${columns}) values (${hashToken(token)}, ${staff} ${values})`.execute(
      database.db,
    )
    return token
  }
  const person = async (name: string, active: boolean) => {
    const made = await sql<{ staffId: bigint }>`
      insert into staff (name, role, limit_level, active) values (${name}, 'manager', 'manager', ${active}) returning staff_id`.execute(
      database.db,
    )
    return sql`${made.rows[0]?.staffId ?? 0n}::bigint`
  }
  const here = await person('Somebody who was here', true)
  return {
    nobody: null,
    garbage: 'A'.repeat(43),
    expired: await make(
      here,
      sql`, created_at, last_seen_at`,
      sql`, now() - interval '8 hours 1 second', now()`,
    ),
    idle: await make(here, sql`, last_seen_at`, sql`, now() - interval '15 minutes 1 second'`),
    half: await make(here, sql`, stage`, sql`, 'half'`),
    'switched off': await make(await person('Somebody who left', false)),
  }
}

export type Which = 'real' | 'elsewhere' | 'nowhere'
export const whichOnes: readonly Which[] = ['real', 'elsewhere', 'nowhere']

const nowhere: Record<string, string> = {
  accountId: '499999999',
  draftId: '00000000-0000-4000-8000-000000000000',
  programmeId: 'no-such-programme',
  kind: 'desk',
}
const numberNowhere = '999999999999'

/**
 * The same input about another object: one that is not there, or a real account with the child of another one. Null where
 * a kind has no such variant.
 */
export async function inputAbout(
  which: Which,
  { object, input, ground }: { object: ObjectKind; input: unknown; ground: Ground },
): Promise<{ input: unknown } | null> {
  if (which === 'real') return { input }
  const keys: readonly string[] = objects[object]
  if (keys.length === 0 || typeof input !== 'object' || input === null) return null
  if (which === 'elsewhere')
    return keys.includes('accountId') && keys.length > 1
      ? { input: { ...input, accountId: await addAccount(ground.database) } }
      : null
  return {
    input: { ...input, ...Object.fromEntries(keys.map((key) => [key, nowhere[key] ?? numberNowhere])) },
  }
}
