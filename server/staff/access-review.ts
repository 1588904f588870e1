import { sql } from 'kysely'
import { csvCell } from '#shared/audit/csv-cell.ts'
import { mayChangePeople } from '#shared/staff/changes.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Db } from '../db/client.ts'
import { agreedOf } from './people-page.ts'

const atOnce = 1_000
const columns = [
  'person',
  'name',
  'role',
  'level',
  'per action',
  'currency',
  'works here',
  'since',
  'asked by',
  'agreed by',
  'because',
  'waiting',
] as const
const extras = ['sign-ins', 'last sign-in', 'linked accounts'] as const

type Row = {
  staffId: bigint
  name: string
  role: string
  level: string | null
  perAction: bigint | null
  currency: string | null
  active: boolean
  since: Date | null
  askedBy: string | null
  agreedBy: string | null
  because: string | null
  waiting: number
  signIns: string
  lastSignIn: Date | null
  linked: number
}

/**
 * Who has which role and limit, since when, asked by whom and agreed to by whom: for the review that is done every quarter.
 * Piece by piece, in the order of people's numbers. What is personal is for administrators only.
 */
export async function* accessReview(db: Db, actor: Actor): AsyncGenerator<string> {
  const withExtras = mayChangePeople(actor).ok
  yield `${[...columns, ...(withExtras ? extras : [])].join(',')}\r\n`
  let after = 0n
  for (;;) {
    const found = await sql<Row>`
      select s.staff_id, s.name, s.role, s.limit_level as level, l.per_action, l.currency, s.active, coalesce(g.decided_at, s.added_at) as since,
        g.asked_by, g.agreed_by, g.because, (select count(*)::int from staff_changes w where w.staff_id = s.staff_id and w.state = 'requested') as waiting,
        (select coalesce(string_agg(i.username, ' ' order by i.username), '') from sign_ins i where i.staff_id = s.staff_id) as sign_ins,
        (select max(e.happened_at) from desk_events e where e.actor_id = s.staff_id and e.action = 'sign-in' and e.outcome = 'done') as last_sign_in,
        (select count(*)::int from staff_accounts a where a.staff_id = s.staff_id and a.ended_at is null) as linked
      from staff s left join limit_levels l on l.level = s.limit_level ${agreedOf}
      where s.staff_id > ${after} order by s.staff_id limit ${sql.lit(atOnce)}`.execute(db)
    yield found.rows.map((row) => lineOf(row, withExtras)).join('')
    const last = found.rows.at(-1)
    if (!last || found.rows.length < atOnce) return
    after = last.staffId
  }
}

function lineOf(row: Row, withExtras: boolean): string {
  const limit = row.perAction === null ? null : decimal(row.perAction)
  const cells = [
    row.staffId,
    row.name,
    row.role,
    row.level,
    limit,
    row.currency,
    row.active ? 'yes' : 'no',
    row.since?.toISOString() ?? 'before it was written down',
    row.askedBy ?? 'the command',
    row.agreedBy,
    row.because,
    row.waiting,
    ...(withExtras ? [row.signIns, row.lastSignIn?.toISOString() ?? null, row.linked] : []),
  ]
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** "15.00" from 1500, without a float. */
function decimal(minor: bigint): string {
  const text = minor.toString().padStart(3, '0')
  return `${text.slice(0, -2)}.${text.slice(-2)}`
}
