import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { addDemoStaff } from '#server/demo/staff.ts'
import { setBudget } from '#server/ledger/budgets.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import { hashToken } from '#server/staff/sessions.ts'
import { inWork } from '#server/work.ts'
import { billCloseAfter } from '#shared/time.ts'
import { ask, type Cluster } from './cluster.ts'
import { newDatabase } from './migrated-data.ts'

export const outageId = '2024-02-22-network'
export const businessDate = '2024-03-01'
/** The first bill close after the business date: every account of a drill has bill day 14. */
export const billOn = billCloseAfter(businessDate, 14, 1)

export type WorldSize = {
  accounts?: number
  /** Minor units. */
  budget?: bigint
  /** The limits of rulings 4 as they are; else a day is without limit, because a load is not about it. */
  limits?: boolean
  /** The port that everybody connects to, when it is not the cluster's own. */
  through?: number
}
export type Person = { staffId: bigint; name: string; token: string }
export type Level = 'agent' | 'senior' | 'supervisor' | 'manager'

export type World = {
  readonly name: string
  /** For the owner: what a drill plants, and what it looks at. */
  readonly database: Database
  readonly ownerUrl: string
  /** For the desk's own role, which may do what the desk does and nothing else. */
  readonly deskUrl: string
  /** An account that nobody has given anything yet. */
  freshAccount(): string
  people(level: Level, count: number): Promise<Person[]>
  /** More sessions of one person, as in more tabs. */
  sessions(staffId: bigint, count: number): Promise<string[]>
  staffId(username: string): Promise<bigint>
  close(): Promise<void>
}

/** The role that the desk signs in with: a member of makeright_app, and the owner of nothing. */
const deskRole = 'makeright_desk'

export async function makeWorld(cluster: Cluster, size: WorldSize): Promise<World> {
  const name = `drill_${randomBytes(6).toString('hex')}`
  const address = new URL(await newDatabase(cluster, name))
  if (size.through) address.port = String(size.through)
  const ownerUrl = address.href
  const database = await openDatabase({ kind: 'postgres', url: ownerUrl, poolSize: 8 }, { patient: true })
  try {
    await letTheDeskIn(ownerUrl)
    await furnish(database, size)
    return worldOver(database, { name, ownerUrl, accounts: size.accounts ?? 1000 })
  } catch (error) {
    await database.close()
    throw error
  }
}

export async function letTheDeskIn(ownerUrl: string): Promise<void> {
  await ask(
    ownerUrl,
    `do $$ begin
      if not exists (select from pg_roles where rolname = '${deskRole}') then create role ${deskRole} login; end if;
    end $$;
    grant makeright_app to ${deskRole}`,
  )
}

/** People, the outage, its budget and accounts with one line each that lost ten hours. */
export async function furnish(database: Database, { accounts = 1000, budget, limits }: WorldSize) {
  await inWork(database, { actor: null }, async (work) => {
    await work.tx.updateTable('desk').set({ businessDate }).execute()
    await addDemoStaff(work)
    await addOutage(work, {
      id: outageId,
      name: 'Nationwide outage',
      cause: 'core_configuration',
      wording: 'Phones lost service.',
      timeZone: 'America/Chicago',
      windowSource: 'the carrier’s notice',
      sources: [],
      startsAt: new Date('2024-02-22T08:45:00Z'),
      endsAt: new Date('2024-02-22T20:10:00Z'),
    })
    await setBudget(work, { outageId, purpose: 'manual', total: budget ?? 100_000_000_000n, currency: 'USD' })
    if (!limits) await sql`update limit_levels set per_day = 1000000000000`.execute(work.tx)
    // A load comes from few people, who are quicker than people are.
    await sql`update limit_levels set acts_at_once = 1000000`.execute(work.tx)
    await sql`insert into accounts (account_id, type, status, holder_name, name_words, email, contact_phone, street, city, state, postal_code, time_zone, bill_day)
      select ${accountPrefix} || lpad(n::text, 7, '0'), 'consumer', 'active', 'Customer ' || n, 'customer ' || n, 'customer' || n || '@example.com', '+1303' || lpad(n::text, 7, '0'),
        '1 Main St', 'Denver', 'CO', '80202', 'America/Denver', 14 from generate_series(1, ${accounts}::int) as n`.execute(
      work.tx,
    )
    await sql`insert into lines (account_id, phone, status, plan_code, plan_name, monthly_charge, market, time_zone)
      select account_id, '+1720' || substr(account_id, 3), 'active', 'VALUE', 'Value Plus', 5000, 'DEN', 'America/Denver' from accounts`.execute(
      work.tx,
    )
    await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
      select account_id, line_id, ${outageId}, 'hss', '2024-02-22T09:00:00Z', '2024-02-22T19:00:00Z', 'DEN001' from lines`.execute(
      work.tx,
    )
    await measureImpacts(work, outageId)
  })
  if (database.kind === 'postgres') await sql`analyze`.execute(database.db)
}

const accountPrefix = '40'
export const accountNumber = (number: number): string => `${accountPrefix}${String(number).padStart(7, '0')}`

type Over = { name: string; ownerUrl: string; accounts: number }

export function worldOver(database: Database, { name, ownerUrl, accounts }: Over): World {
  let used = 0
  let ended: Promise<void> | undefined
  const sessions = async (of: readonly bigint[]): Promise<string[]> => {
    const tokens = of.map(() => randomBytes(32).toString('base64url'))
    // A drill is longer than a step-up lasts, and is not about it: these people confirmed for as long as it takes.
    await sql`insert into sessions (token_hash, staff_id, stepped_up_at)
      select *, now() + interval '1 day' from unnest(${tokens.map(hashToken)}::bytea[], ${of.map(String)}::bigint[])`.execute(
      database.db,
    )
    return tokens
  }
  const deskUrl = new URL(ownerUrl)
  deskUrl.username = deskRole
  return {
    name,
    database,
    ownerUrl,
    deskUrl: deskUrl.href,
    freshAccount() {
      used += 1
      if (used > accounts) throw new Error(`The world has only ${accounts} accounts.`)
      return accountNumber(used)
    },
    async people(level, count) {
      const role = level === 'senior' ? 'agent' : level
      const made = await sql<{ staffId: bigint; name: string }>`
        insert into staff (name, role, limit_level) select initcap(${level}) || ' ' || n, ${role}, ${level} from generate_series(1, ${count}::int) as n
        returning staff_id, name`.execute(database.db)
      const tokens = await sessions(made.rows.map(({ staffId }) => staffId))
      return made.rows.map((row, index) => ({ ...row, token: tokens[index] ?? '' }))
    },
    sessions: (staffId, count) => sessions(Array.from({ length: count }, () => staffId)),
    async staffId(username) {
      const row = await database.db
        .selectFrom('signIns')
        .select('staffId')
        .where('username', '=', username)
        .executeTakeFirstOrThrow()
      return row.staffId
    },
    async close() {
      ended ??= database.close()
      await ended
    },
  }
}
