import { sql } from 'kysely'
import type { Walker } from './browser-walk.ts'
import { call } from './calling.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

type Ground = { stage: Stage; idp: IdentityProvider; world: World; origin: string }

/**
 * Somebody without a password here confirms at the provider; somebody else's confirmation is worth nothing, and one's own
 * is worth what one's groups are worth at that moment. Returns how many of the three that had to be refused were.
 */
export async function stepUps({ stage, idp, world, origin }: Ground, walker: Walker): Promise<number> {
  const token = () => walker.cookie(origin, 'makeright') ?? ''
  const publish = async () => {
    const input = { programmeId: 'none-such', version: 1 }
    const outcome = await call(origin, { token: token(), procedure: 'credits.startRun', input })
    return outcome.kind === 'fail' ? outcome.code : outcome.kind
  }
  const confirm = async () => {
    walker.forget(idp.issuer)
    const back = await walker.walk(`${origin}/oidc/start?for=step-up&next=/profile`, (to) =>
      to.startsWith(`${origin}/oidc/return`),
    )
    return walker.step(back.location ?? origin)
  }
  await sql`update sessions set stepped_up_at = stepped_up_at - interval '61 minutes' where how = 'provider'`.execute(
    world.database.db,
  )
  const before = token()
  const old = await publish()
  stage.insist(old === 'STEP_UP_NEEDED', `An hour after the sign-in starting a run was answered ${old}.`)
  const person = idp.person
  idp.person = { ...person, sub: 'somebody-else' }
  const theirs = await confirm()
  idp.person = person
  const isRefused = theirs.status === 403 && token() === before
  stage.insist(isRefused, `Somebody else's confirmation was answered ${theirs.status}.`)
  const own = await confirm()
  const fresh = await publish()
  stage.insist(
    own.status === 303 && token() !== before && fresh === 'NOT_FOUND',
    `One's own confirmation was answered ${own.status}, and starting a run then ${fresh}.`,
  )
  const agent = await withGroups(['desk-agents'])
  const lowered = agent.status === 303 && (await roleOf(token())) === 'agent'
  stage.insist(
    lowered,
    `A confirmation after the groups changed was answered ${agent.status}, with the old role.`,
  )
  const last = token()
  const gone = await withGroups(['elsewhere'])
  const left =
    await sql`select from sessions s join provider_people p using (staff_id) where p.subject = ${person.sub}`.execute(
      world.database.db,
    )
  const ended = gone.status === 403 && left.rows.length === 0 && (await roleOf(last)) === null
  stage.insist(
    ended,
    `Somebody whose groups were taken away confirmed (${gone.status}), and stayed signed in.`,
  )
  idp.person = person
  return [isRefused, lowered, ended].filter(Boolean).length

  async function withGroups(groups: string[]) {
    idp.person = { ...person, groups }
    return confirm()
  }
  async function roleOf(session: string): Promise<string | null> {
    const desk = await call(origin, { token: session, procedure: 'staff.desk', input: undefined })
    return desk.kind === 'ok' ? ((desk.data as { role?: string }).role ?? null) : null
  }
}
