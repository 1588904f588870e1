import { sql } from 'kysely'
import { money, moneyView } from '#shared/money.ts'
import {
  type ChangeFacts,
  mayAgree,
  mayAskWayBack,
  mayChangePeople,
  mayChangePerson,
  mayRefuseChange,
  maySwitchOff,
  mayWithdrawChange,
} from '#shared/staff/changes.ts'
import type { Actor, Role } from '#shared/staff/roles.ts'
import type { Relation } from '#shared/staff/states.ts'
import type { PeoplePage, WaitingChange } from '#shared/staff/views.ts'
import type { Db } from '../db/client.ts'
import type { Clock } from '../work.ts'

/** More people than this are found by name: nobody reads a longer list, and a centre has thousands. */
const shown = 100
const waitingShown = 100

type Row = {
  staffId: bigint
  name: string
  role: Role
  level: string | null
  active: boolean
  since: Date | null
  askedBy: string | null
  agreedBy: string | null
  waiting: number
  hasPassword: boolean
  hasFactor: boolean
  usernames: string[]
  lastSignIn: Date | null
  links: { accountId: string; relation: Relation }[]
  found: bigint
}

/** Who works here, with which role and limit, since when and who agreed; and what waits. Extras are for administrators. */
export async function peoplePage(
  db: Db,
  { actor, clock, find }: { actor: Actor; clock: Clock; find: string },
): Promise<PeoplePage> {
  const extras = mayChangePeople(actor)
  const [people, waiting, levels] = await Promise.all([
    sql<Row>`
      with found as (
        select s.*, count(*) over () as found from staff s
        where ${find} = '' or strpos(lower(s.name), lower(${find})) > 0
          or ${extras.ok}::boolean and exists (select from sign_ins i where i.staff_id = s.staff_id and strpos(i.username, lower(${find})) > 0)
        order by s.active desc, s.name, s.staff_id limit ${shown}
      )
      select s.staff_id, s.name, s.role, s.limit_level as level, s.active, coalesce(g.decided_at, s.added_at) as since, g.asked_by, g.agreed_by, s.found,
        (select count(*)::int from staff_changes w where w.staff_id = s.staff_id and w.state = 'requested') as waiting,
        coalesce((select jsonb_agg(i.username order by i.username) from sign_ins i where i.staff_id = s.staff_id), '[]') as usernames,
        exists (select from sign_ins i where i.staff_id = s.staff_id and i.password_hash is not null) as has_password,
        exists (select from second_factors f where f.staff_id = s.staff_id and f.confirmed_at is not null) as has_factor,
        (select max(e.happened_at) from desk_events e where e.actor_id = s.staff_id and e.action = 'sign-in' and e.outcome = 'done') as last_sign_in,
        coalesce((select jsonb_agg(jsonb_build_object('accountId', l.account_id, 'relation', l.relation) order by l.link_id)
          from staff_accounts l where l.staff_id = s.staff_id and l.ended_at is null), '[]') as links
      from found s ${agreedOf}
      order by s.active desc, s.name, s.staff_id`.execute(db),
    waitingChanges(db, actor),
    sql<{ level: string; role: Role; perAction: bigint; currency: string }>`
      select level, role, per_action, currency from limit_levels order by rank`.execute(db),
  ])
  return {
    asOf: clock.now.toISOString(),
    people: people.rows.map((row) => {
      const { staffId, usernames, lastSignIn, links, found, since, hasPassword, hasFactor, ...rest } = row
      return {
        ...rest,
        staffId: staffId.toString(),
        since: since?.toISOString() ?? null,
        may: {
          change: mayChangePerson(actor, staffId),
          switchOff: maySwitchOff(actor, row),
          newPassword: mayAskWayBack(actor, row, 'new-password'),
          newFactor: mayAskWayBack(actor, row, 'new-factor'),
        },
        own: extras.ok
          ? {
              usernames,
              lastSignIn: lastSignIn?.toISOString() ?? null,
              links: links.map((link) => ({ ...link, mayAskUnlink: mayChangePerson(actor, staffId) })),
            }
          : null,
      }
    }),
    more: Math.max(0, Number(people.rows[0]?.found ?? 0n) - shown),
    waiting,
    levels: levels.rows.map(({ currency, perAction, ...level }) => ({
      ...level,
      perAction: moneyView(money(perAction, currency)),
    })),
    mayChange: extras,
  }
}

/** The latest agreement on what somebody may do, for `staff s`. */
export const agreedOf = sql`left join lateral (
  select c.decided_at, a.name as asked_by, b.name as agreed_by, c.reason as because from staff_changes c
    join staff a on a.staff_id = c.requested_by join staff b on b.staff_id = c.decided_by
  where c.staff_id = s.staff_id and c.state = 'agreed' and c.kind in ('add', 'change', 'bring-back') order by c.change_id desc limit 1) g on true`

async function waitingChanges(db: Db, actor: Actor): Promise<WaitingChange[]> {
  type WaitingRow = Omit<WaitingChange, 'changeId' | 'staffId' | 'at' | 'may'> &
    Pick<ChangeFacts, 'requestedBy'> & { changeId: bigint; staffId: bigint | null; at: Date }
  const found = await sql<WaitingRow>`
    select c.change_id, c.kind, c.staff_id, coalesce(s.name, c.name) as name, c.username, c.role, c.limit_level as level, c.from_role, c.from_level,
      c.about_account as account_id, c.reason, a.name as by, c.requested_at as at, c.requested_by
    from staff_changes c join staff a on a.staff_id = c.requested_by left join staff s on s.staff_id = c.staff_id
    where c.state = 'requested' order by c.requested_at, c.change_id limit ${waitingShown}`.execute(db)
  const sees = mayChangePeople(actor).ok
  return found.rows.map(({ requestedBy, changeId, staffId, at, username, accountId, ...rest }) => {
    const facts = { kind: rest.kind, state: 'requested', staffId, requestedBy, decidedByName: null } as const
    return {
      ...rest,
      changeId: changeId.toString(),
      staffId: staffId?.toString() ?? null,
      at: at.toISOString(),
      username: sees ? username : null,
      accountId: sees ? accountId : null,
      may: {
        agree: mayAgree(actor, facts),
        refuse: mayRefuseChange(actor, facts),
        withdraw: mayWithdrawChange(actor, facts),
      },
    }
  })
}
