import { type Kysely, sql } from 'kysely'

export async function up(db: Kysely<never>): Promise<void> {
  // serves: what of a month's bills billing did not confirm, or with another amount
  await sql`create index billing_items_by_bill on billing_items (bill_on) where billing <> 'netted'`.execute(
    db,
  )
}
