import { type Kysely, sql } from 'kysely'

/** A reason that nobody settles alone, whatever the amount: the words say why, on the button and in the queue (rulings 27). */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table reason_codes add column escalates text check (length(escalates) between 10 and 200)`.execute(
    db,
  )
  await sql`insert into reason_codes (code, label, kind, note_at_least, rank, escalates) values
    ('emergency_call', 'A call to 911 failed', 'goodwill', 20, 6, 'a call to 911 failed, and a supervisor hears of each')`.execute(
    db,
  )
}
