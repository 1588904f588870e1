import pg from 'pg'
import { NoPlace } from './places.ts'

/** The commit was sent and its answer never came: it may have happened. Only a retry with the same key can tell. */
export class CommitUnknown extends Error {
  override name = 'CommitUnknown'
}

/** The server answered a commit by rolling back, because an earlier statement had failed: nothing was saved. */
export class CommitRefused extends Error {
  override name = 'CommitRefused'
}

export type DatabaseFailure = 'unavailable' | 'commit unknown' | 'storage full' | 'too slow' | 'collided'

const byState: Record<string, DatabaseFailure> = {
  '53100': 'storage full',
  '57014': 'too slow', // statement_timeout, or cancelled
  '55P03': 'too slow', // lock_timeout
  '40001': 'collided',
  '40P01': 'collided',
  '25006': 'unavailable', // read-only: a standby answered
  '25P03': 'unavailable', // idle in transaction for too long
}

/** What went wrong underneath, or undefined when the error is a bug or a broken rule (a constraint, a syntax error). */
export function databaseFailureOf(error: unknown): DatabaseFailure | undefined {
  if (error instanceof CommitUnknown) return 'commit unknown'
  if (error instanceof NoPlace) return 'too slow'
  if (error instanceof pg.DatabaseError) {
    const state = error.code ?? ''
    return byState[state] ?? (/^(08|53|57P|58)/.test(state) ? 'unavailable' : undefined)
  }
  return isTransportFailure(error) ? 'unavailable' : undefined
}

const transportWords =
  /^(Connection terminated|timeout exceeded when trying to connect|Client (was closed|has encountered)|Query read timeout)/

function isTransportFailure(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const code = 'code' in error ? String(error.code) : ''
  return /^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/.test(code) || transportWords.test(error.message)
}

/** After these the connection is thrown away: its state is unknown, or its cached plans no longer fit the tables. */
export function spoilsConnection(error: unknown): boolean {
  if (!(error instanceof pg.DatabaseError)) return true
  const state = error.code ?? ''
  return /^(08|57P|25P03)/.test(state) || (state === '0A000' && error.message.includes('cached plan'))
}
