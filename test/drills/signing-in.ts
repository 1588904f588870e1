import { sql } from 'kysely'
import { Secret, TOTP } from 'otpauth'
import { aboutSecret } from '#server/staff/check-code.ts'
import type { SecretBox } from '#server/staff/secret-box.ts'
import { hashToken, newSessionToken } from '#server/staff/sessions.ts'
import { send } from './calling.ts'
import type { World } from './world.ts'

export type Tried = {
  status: number
  /** The answer without its reference number, and with the headers that are not of the moment. */
  same: string
  code: string | null
  token: string | null
  ms: number
}

/** One procedure that needs nobody signed in, as the page sends it. Null when the connection was cut. */
export async function post(
  origin: string,
  procedure: string,
  input: unknown,
  headers: Record<string, string> = {},
): Promise<Tried | null> {
  const began = performance.now()
  const answer = await send(
    origin,
    `/trpc/${procedure}?batch=1`,
    'POST',
    { 'content-type': 'application/json', 'x-makeright': '1', origin, ...headers },
    JSON.stringify({ 0: input }),
  )
  const ms = performance.now() - began
  if (!answer) return null
  const id = String(answer.headers['x-request-id'] ?? '')
  // A connection ends after its thousandth request, whatever was asked.
  const {
    date: _date,
    'x-request-id': _id,
    connection: _last,
    'keep-alive': _kept,
    'set-cookie': cookie,
    ...kept
  } = answer.headers
  return {
    status: answer.status,
    same: `${answer.status} ${JSON.stringify(kept)} ${answer.text.replaceAll(id, 'ID')}`,
    code: /"envelope":\{"code":"(\w+)"/.exec(answer.text)?.[1] ?? null,
    token: /makeright=([\w-]{43})/.exec(String(cookie ?? ''))?.[1] ?? null,
    ms,
  }
}

export const signInAs = (
  origin: string,
  username: string,
  password: string,
  headers: Record<string, string> = {},
): Promise<Tried | null> => post(origin, 'staff.signIn', { username, password }, headers)

export const withCookie = (token: string): Record<string, string> => ({ cookie: `makeright=${token}` })

/** People with sign-ins of the demo's password: `name-1`, `name-2`, … */
export async function addSignIns(world: World, name: string, count: number): Promise<bigint[]> {
  const made = await sql<{ staffId: bigint }>`
    with made as (insert into staff (name, role, limit_level) select ${name} || '-' || n, 'agent', 'agent' from generate_series(1, ${count}::int) n returning staff_id, name),
    named as (insert into sign_ins (username, staff_id, password_hash) select name, staff_id, (select password_hash from sign_ins where username = 'alex') from made)
    select staff_id from made order by staff_id`.execute(world.database.db)
  return made.rows.map(({ staffId }) => staffId)
}

/** A confirmed second factor; returns what its authenticator shows now. */
export async function addSecondFactor(world: World, box: SecretBox, staffId: bigint): Promise<() => string> {
  const secret = new Secret({ size: 20 })
  const sealed = box.seal(secret.base32, aboutSecret(staffId))
  await sql`insert into second_factors (staff_id, secret_sealed, confirmed_at) values (${staffId}, ${sealed}, now())`.execute(
    world.database.db,
  )
  const codes = new TOTP({ secret, algorithm: 'SHA1', digits: 6, period: 30 })
  return () => codes.generate()
}

/** Sessions that have given a password and owe a code. */
export async function halfSessions(world: World, staffId: bigint, count: number): Promise<string[]> {
  const tokens = Array.from({ length: count }, () => newSessionToken().token)
  await sql`insert into sessions (token_hash, staff_id, stage)
    select hash, ${staffId}::bigint, 'half' from unnest(${tokens.map(hashToken)}::bytea[]) as hash`.execute(
    world.database.db,
  )
  return tokens
}

/** Lets so many seconds pass for the throttles: what was counted is older, and locks end sooner. */
export const letPass = (world: World, seconds: number) =>
  sql`update sign_in_failures set last_try_at = last_try_at - make_interval(secs => ${seconds}::int),
    locked_until = locked_until - make_interval(secs => ${seconds}::int)`.execute(world.database.db)
