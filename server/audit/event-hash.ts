import { createHash } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'

/** What stands before the first event of a chain. */
export const beginning = Buffer.alloc(32)

const instant = (column: RawBuilder<unknown>) =>
  sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

/**
 * The whole row as one text, the same on every server and in every zone: a JSON array of texts and nulls, in this order
 * for ever (docs/journal.md). A column that is added later is added at its end, for rows that have it.
 */
export const eventText = (kind: 'account' | 'desk', row: RawBuilder<unknown>): RawBuilder<string> => {
  const column = (name: string) => sql`${row}.${sql.raw(name)}`
  const own = (name: string) => (kind === 'account' ? sql`${column(name)}::text` : sql`null::text`)
  return sql<string>`json_build_array(${kind}::text, ${own('account_id')}, ${column('event_id')}::text, ${column('xid')}::text,
    ${instant(column('happened_at'))}, ${column('business_date')}::text, ${column('actor_id')}::text, ${column('action')}, ${column('outcome')},
    ${own('adjustment_id')}, ${own('credit_id')}, ${column('reason')}, ${column('detail')}::text, ${column('request_id')},
    ${column('session')}, ${column('address')})::text`
}

export const eventHash = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()

/** Each link holds everything before it. */
export const chainHash = (before: Buffer, event: Buffer): Buffer =>
  createHash('sha256').update(before).update(event).digest()
