import { type Kysely, sql } from 'kysely'

/** The values a new desk starts with; an operator changes them as data. Limits: rulings 4, in cents. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`insert into desk (business_date) values (null)`.execute(db)
  await sql`insert into limit_levels (level, rank, per_action, per_account_and_outage, per_day) values
    ('agent', 1, 1500, 3000, 30000),
    ('senior', 2, 3000, 6000, 60000),
    ('supervisor', 3, 10000, 20000, 200000),
    ('manager', 4, 50000, 100000, 1000000)`.execute(db)
  await sql`insert into reason_codes (code, label, kind, note_at_least, rank) values
    ('top_up_per_line', 'Outage top-up, per line', 'top_up', 0, 1),
    ('goodwill', 'Goodwill', 'goodwill', 10, 2),
    ('documented_loss', 'Documented loss', 'documented_loss', 20, 3),
    ('not_received', 'Automatic credit not received', 'entitlement', 10, 4),
    ('statutory', 'Credit the law requires', 'statutory', 10, 5)`.execute(db)
}
