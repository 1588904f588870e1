import { type RawBuilder, sql } from 'kysely'
import type { Link } from '#shared/staff/permissions.ts'
import type { Relation } from '#shared/staff/states.ts'

/** JSON has no bigint. */
export type LinkRow = { staffId: string; relation: Relation }

/** Who of the staff is linked with an account, as a column of whatever statement is asked anyway: no round trip more. */
export const linksOf = (account: RawBuilder<unknown>): RawBuilder<LinkRow[]> => sql`coalesce((
  select jsonb_agg(jsonb_build_object('staffId', ln.staff_id::text, 'relation', ln.relation)) from staff_accounts ln
  where ln.account_id = ${account} and ln.ended_at is null), '[]')`

export const linksIn = (rows: readonly LinkRow[]): Link[] =>
  rows.map(({ staffId, relation }) => ({ staffId: BigInt(staffId), relation }))
