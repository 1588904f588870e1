import { type Kysely, sql } from 'kysely'

/**
 * How quickly one person may give, ask and approve, over all sessions and processes: a level's row says it, as it says
 * the amounts (rulings 4). Sixty at once is more than anybody has waited with; after that one every two seconds is
 * quicker than anybody reads what they agree to, and bounds what a stolen session can do before it is noticed.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`alter table limit_levels
    add column acts_at_once int not null default 60 check (acts_at_once > 0),
    add column acts_per_minute int not null default 30 check (acts_per_minute > 0)`.execute(db)
  // Acts not yet worn off at the moment of the last one: the person's day is locked by each of them already.
  await sql`alter table staff_days add column acts double precision not null default 0 check (acts >= 0),
    add column acts_at timestamptz not null default now()`.execute(db)
}
