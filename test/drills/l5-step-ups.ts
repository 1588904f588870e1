import { sql } from 'kysely'
import type { Walker } from './browser-walk.ts'
import { call } from './calling.ts'
import type { IdentityProvider } from './identity-provider.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

type Ground = { stage: Stage; idp: IdentityProvider; world: World; origin: string }

/** Somebody without a password here confirms at the provider; somebody else's confirmation is worth nothing. */
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
  return isRefused ? 1 : 0
}
