import { sql } from 'kysely'
import { money, moneyView } from '#shared/money.ts'
import { mayDecide, mayStop } from '#shared/staff/permissions.ts'
import type { Role } from '#shared/staff/roles.ts'
import type { Desk, SignInPage } from '#shared/staff/views.ts'
import type { Db } from '../db/client.ts'
import { demoPassword } from '../demo/staff.ts'
import type { Session } from './sessions.ts'

type DeskRow = {
  outageId: string | null
  outageName: string | null
  programme: string | null
  waiting: bigint
  stops: { switchId: string; scope: string; reason: string; by: string; at: string }[]
}

/** What the header shows, for the person of this session. */
export async function deskOf(db: Db, session: Session): Promise<Desk> {
  const { actor, clock } = session
  const found = await sql<DeskRow>`
    select o.outage_id, o.name as outage_name, p.title as programme,
      (select count(*) from adjustments where state = 'requested' and expires_at > now())
        + (select count(*) from reversal_requests where state = 'requested') as waiting,
      coalesce((select jsonb_agg(jsonb_build_object('switchId', s.switch_id::text, 'scope', s.scope, 'reason', s.reason, 'by', f.name, 'at', s.stopped_at))
        from stop_switches s join staff f on f.staff_id = s.stopped_by where s.lifted_at is null), '[]') as stops
    from (select 1) one
    left join lateral (select outage_id, name from outages order by starts_at desc limit 1) o on true
    left join lateral (select document ->> 'title' || ' v' || version as title from programmes
      where outage_id = o.outage_id and state = 'published' order by cause = 'entitlement' desc, cause limit 1) p on true`.execute(
    db,
  )
  const row = found.rows[0]
  return {
    staffId: actor.staffId.toString(),
    name: actor.name,
    role: actor.role,
    level: actor.limits?.level ?? null,
    perAction: actor.limits ? moneyView(money(actor.limits.perAction, 'USD')) : null,
    demo: session.demo,
    businessDate: clock.businessDate,
    businessZone: clock.businessZone,
    outage:
      row?.outageId && row.outageName
        ? { outageId: row.outageId, name: row.outageName, programme: row.programme }
        : null,
    waiting: Number(row?.waiting ?? 0n),
    stops: row?.stops ?? [],
    mayStop: mayStop(actor),
    mayDecide: mayDecide(actor),
  }
}

/** Demo sign-ins are told only where the database itself says that it is a demo. */
export async function signInPage(db: Db): Promise<SignInPage> {
  const desk = await db.selectFrom('desk').select('demo').executeTakeFirst()
  if (!desk?.demo) return { demo: null }
  const people = await db
    .selectFrom('signIns')
    .innerJoin('staff', 'staff.staffId', 'signIns.staffId')
    .select(['username', 'name', 'role', 'limitLevel as level'])
    .orderBy('staff.staffId')
    .execute()
  return {
    demo: {
      password: demoPassword,
      people: people.map((person) => ({ ...person, role: person.role as Role })),
    },
  }
}
