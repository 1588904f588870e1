import { sql } from 'kysely'
import { money, moneyView } from '#shared/money.ts'
import { mayDecide, mayStop } from '#shared/staff/permissions.ts'
import type { Role } from '#shared/staff/roles.ts'
import { type HowSignedIn, signInLimits } from '#shared/staff/sign-on.ts'
import type { Desk, OwnSignIn, SignInPage } from '#shared/staff/views.ts'
import type { Db } from '../db/client.ts'
import { demoPassword } from '../demo/staff.ts'
import type { Session } from './sessions.ts'

type DeskRow = {
  outageId: string | null
  outageName: string | null
  programme: string | null
  waiting: bigint
  stops: { switchId: string; scope: string; reason: string; by: string; at: string }[]
  username: string | null
  proof: Desk['signIn']['proof']
}

/** What the header shows, for the person of this session. */
export async function deskOf(db: Db, session: Session): Promise<Desk> {
  const { actor, clock } = session
  const found = await sql<DeskRow>`
    select o.outage_id, o.name as outage_name, p.title as programme,
      (select count(*) from adjustments where state = 'requested' and expires_at > now())
        + (select count(*) from reversal_requests where state = 'requested') as waiting,
      coalesce((select jsonb_agg(jsonb_build_object('switchId', s.switch_id::text, 'scope', s.scope, 'reason', s.reason, 'by', f.name, 'at', s.stopped_at))
        from stop_switches s join staff f on f.staff_id = s.stopped_by where s.lifted_at is null), '[]') as stops,
      (select min(username) from sign_ins where staff_id = ${actor.staffId} and password_hash is not null) as username,
      case when exists (select from second_factors where staff_id = ${actor.staffId} and confirmed_at is not null) then 'code'
        when exists (select from sign_ins where staff_id = ${actor.staffId} and password_hash is not null) then 'password' else 'provider' end as proof
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
    signIn: {
      username: row?.username ?? null,
      idleSeconds: session.idleSeconds,
      secondsLeft: session.secondsLeft,
      proof: row?.proof ?? 'password',
      owes: session.owes,
    },
  }
}

type OwnRow = Omit<OwnSignIn, 'sessions'> & {
  sessions: (OwnSignIn['sessions'][number] & { how: HowSignedIn })[]
}

/** Where somebody is signed in, and with what: for themselves. */
export async function ownSignIn(db: Db, { actor, sessionId }: Session): Promise<OwnSignIn> {
  const found = await sql<OwnRow>`
    select coalesce((select jsonb_agg(username order by username) from sign_ins where staff_id = ${actor.staffId}), '[]') as usernames,
      exists (select from sign_ins where staff_id = ${actor.staffId} and password_hash is not null) as has_password,
      (select issuer from provider_people where staff_id = ${actor.staffId}) as provider,
      (select jsonb_build_object('since', f.confirmed_at, 'recoveryCodesLeft', (select count(*) from recovery_codes r where r.staff_id = f.staff_id and r.used_at is null),
          'codesMadeAt', (select max(made_at) from recovery_codes r where r.staff_id = f.staff_id))
        from second_factors f where f.staff_id = ${actor.staffId} and f.confirmed_at is not null) as second_factor,
      coalesce((select jsonb_agg(jsonb_build_object('sessionId', session_id::text, 'here', session_id = ${sessionId}, 'how', how, 'address', address,
          'browser', browser, 'signedInAt', created_at, 'lastSeenAt', last_seen_at) order by last_seen_at desc)
        from sessions where staff_id = ${actor.staffId} and stage = 'whole' and last_seen_at > now() - make_interval(mins => ${signInLimits.idleMinutes}::int)
          and created_at > now() - make_interval(hours => ${signInLimits.absoluteHours}::int)), '[]') as sessions`.execute(
    db,
  )
  return found.rows[0] as OwnRow
}

/** Demo sign-ins are told only where the database itself says that it is a demo. */
export async function signInPage(db: Db, provider: string | null): Promise<SignInPage> {
  const desk = await db.selectFrom('desk').select('demo').executeTakeFirst()
  if (!desk?.demo) return { demo: null, provider }
  const people = await db
    .selectFrom('signIns')
    .innerJoin('staff', 'staff.staffId', 'signIns.staffId')
    .select(['username', 'name', 'role', 'limitLevel as level'])
    .orderBy('staff.staffId')
    .execute()
  return {
    provider,
    demo: {
      password: demoPassword,
      people: people.map((person) => ({ ...person, role: person.role as Role })),
    },
  }
}
