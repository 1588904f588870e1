import { randomUUID } from 'node:crypto'
import { type RawBuilder, sql, type Transaction } from 'kysely'
import type { Actor } from '#shared/staff/roles.ts'
import type { Database, Db } from './db/client.ts'
import type { Tables } from './db/schema.ts'
import type { Change } from './live/announce.ts'
import { Refusal } from './refusal.ts'

/** The desk's clocks: the database's instant, and the stored business date (rulings 19). */
export type Clock = { now: Date; businessDate: string; businessZone: string }

/**
 * What a command is given, and the only thing that writes. It never reads the session, the request or a clock: a job,
 * an import or a test calls a command exactly as a router does. `actor` is null for the desk itself.
 */
export type Work = {
  readonly tx: Transaction<Tables>
  readonly actor: Actor | null
  readonly now: Date
  readonly businessDate: string
  readonly requestId: string
  /** Where it was asked: the session, by a name that opens nothing, and the address. Null for the desk itself. */
  readonly session: string | null
  readonly address: string | null
  /** How many events this piece of work has recorded: an act that left none is recorded by the router. */
  readonly journal: { events: number }
  /** Told to browsers after the commit, and not at all after a rollback. */
  announce(change: Change): void
}

export type Who = {
  actor: Actor | null
  requestId?: string
  session?: string
  address?: string
  clock?: Clock
  tell?: (changes: Change[]) => void
}

/** The one opener of transactions. Everything the command does is committed together, or nothing is. */
export async function inWork<T>(
  database: Database,
  who: Who,
  command: (work: Work) => Promise<T>,
): Promise<T> {
  const changes: Change[] = []
  const leave = await database.place()
  const answer = await database.db
    .transaction()
    .execute(async (tx) => {
      const clock = who.clock ?? (await readClock(tx))
      return command({
        tx,
        actor: who.actor,
        now: clock.now,
        businessDate: clock.businessDate,
        requestId: who.requestId ?? randomUUID(),
        session: who.session ?? null,
        address: who.address ?? null,
        journal: { events: 0 },
        announce: (change) => changes.push(change),
      })
    })
    .finally(leave)
  who.tell?.(changes)
  return answer
}

/** One statement that is a transaction by itself: it takes no place among the others, and costs one round trip. */
export async function atOnce<T>(database: Database, statement: RawBuilder<T>): Promise<T[]> {
  return (await statement.execute(database.db)).rows
}

/** One consistent picture for a long look: nothing can be written in it, and nothing waits for it. */
export function inSnapshot<T>(database: Database, look: (db: Transaction<Tables>) => Promise<T>): Promise<T> {
  return database.db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(look)
}

/** What sets up the schema itself, where there may be no desk yet: others see all of it or nothing. */
export function inOneStep<T>(db: Db, setUp: (db: Db) => Promise<T>): Promise<T> {
  return db.transaction().execute(setUp)
}

export async function readClock(db: Transaction<Tables> | Database['db']): Promise<Clock> {
  const found = await sql<Clock>`
    select now() as now, business_zone, coalesce(business_date, (now() at time zone business_zone)::date) as business_date
    from desk`.execute(db)
  const clock = found.rows[0]
  if (!clock) throw new Error('The desk is not set up: run "npm run migrate".')
  return clock
}

/** The acting person; a command for people only says so by calling this. */
export function actorOf(work: Work): Actor {
  if (!work.actor) throw new Refusal('NOT_ALLOWED', 'Only a person can do this.')
  return work.actor
}
