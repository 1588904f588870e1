import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Work } from '../work.ts'
import type { Carried } from './open-provider.ts'
import { hashToken } from './sessions.ts'

export type Step = Carried & {
  nextPath: string
  /** The session that is stepped up; without it somebody signs in. */
  sessionId: bigint | null
}

/** Keeps what has to come back, under a token that only this browser has. */
export async function keepStep(work: Work, step: Step): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  await sql`delete from provider_steps where made_at < now() - interval '10 minutes'`.execute(work.tx)
  await sql`insert into provider_steps (step_hash, state, nonce, verifier, next_path, session_id)
    values (${hashToken(token)}, ${step.state}, ${step.nonce}, ${step.verifier}, ${step.nextPath}, ${step.sessionId})`.execute(
    work.tx,
  )
  return token
}

/** Takes it away for good: whatever comes of this return, there is no second one with it. */
export async function takeStep(work: Work, token: string): Promise<Step | null> {
  const taken = await sql<Step>`
    delete from provider_steps where step_hash = ${hashToken(token)} and made_at > now() - interval '10 minutes'
    returning state, nonce, verifier, next_path, session_id`.execute(work.tx)
  return taken.rows[0] ?? null
}
