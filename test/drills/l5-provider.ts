import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sql } from 'kysely'
import { Walker } from './browser-walk.ts'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { type IdentityProvider, startIdentityProvider } from './identity-provider.ts'
import { logoutLies } from './l5-logouts.ts'
import { type Lie, lies } from './l5-provider-lies.ts'
import { stepUps } from './l5-step-ups.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

type Ground = { stage: Stage; idp: IdentityProvider; world: World; desks: [Desk, Desk] }

const groups = [
  { group: 'desk-managers', role: 'manager', level: 'manager' },
  { group: 'desk-agents', role: 'agent', level: 'agent' },
]

/** The carrier's own sign-in against a real provider that lies in every way we know, is slow, fails and goes away. */
export const provider = drill({
  name: 'L5',
  what: 'sign-in by a real OpenID provider: the good way, every lie, log-out from there, and a provider that is gone',
  minutes: 2,
  reduced: { signIns: 5 },
  full: { signIns: 60 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const idp = await startIdentityProvider()
    stage.later(() => idp.end())
    const secret = join(stage.scratch, 'client-secret')
    writeFileSync(secret, `${idp.clientSecret}\n`, { mode: 0o600 })
    const groupsFile = join(stage.scratch, 'groups.json')
    writeFileSync(groupsFile, JSON.stringify(groups))
    const desks = (await stage.desks(world, 2, {
      OIDC_ISSUER: idp.issuer,
      OIDC_CLIENT_ID: idp.clientId,
      OIDC_CLIENT_SECRET_FILE: secret,
      OIDC_GROUPS_FILE: groupsFile,
      OIDC_NAME: 'Example sign-on',
    })) as [Desk, Desk]
    idp.go(desks.map(({ origin }) => `${origin}/oidc/return`))
    const ground: Ground = { stage, idp, world, desks }
    const p95ms = await signIns(ground, tier.signIns)
    const refused = await everyLie(ground)
    const walked = await otherWays(ground)
    const logouts = await logOuts(ground)
    const down = await gone(ground)
    return {
      signins: tier.signIns,
      p95ms,
      refused: refused + walked + down,
      negatives: Object.keys(lies).length + 9,
      logouts,
    }
  },
})

const signedInBy = (walker: Walker, origin: string) => walker.cookie(origin, 'makeright')
const deskOf = async (origin: string, token: string | null) =>
  call(origin, { token: token ?? '', procedure: 'staff.desk', input: undefined })
async function come(
  origin: string,
  next = '/',
): Promise<{ walker: Walker; location: string | null; status: number }> {
  const walker = new Walker()
  const returned = await walker.walk(`${origin}/oidc/start?next=${encodeURIComponent(next)}`, (to) =>
    to.startsWith(`${origin}/oidc/return`),
  )
  if (!returned.location) return { walker, location: null, status: returned.status }
  const landed = await walker.step(returned.location)
  return { walker, location: landed.location, status: landed.status }
}

async function signIns({ stage, idp, desks }: Ground, count: number): Promise<number> {
  const times: number[] = []
  for (let index = 0; index < count; index += 1) {
    idp.person = { sub: `agent-${index % 3}`, name: `Agent ${index % 3}`, groups: ['other', 'desk-agents'] }
    const { origin } = desks[index % 2] as Desk
    const began = performance.now()
    const { walker, location } = await come(origin, '/requests')
    times.push(performance.now() - began)
    const desk = await deskOf(origin, signedInBy(walker, origin))
    stage.insist(
      desk.kind === 'ok' && (desk.data as { role?: string }).role === 'agent',
      'Somebody whom the provider named was not signed in.',
    )
    stage.insist(location === `${origin}/requests`, `The way back led to ${location}.`)
  }
  const p95 = times.sort((one, other) => one - other)[Math.floor(times.length * 0.95)] ?? 0
  stage.insist(p95 <= 1000, `A sign-in took ${Math.round(p95)} ms at the 95th percentile.`)
  return Math.round(p95)
}

async function sessionCount({ world }: Ground): Promise<number> {
  const found = await sql<{ n: number }>`select count(*)::int as n from sessions`.execute(world.database.db)
  return found.rows[0]?.n ?? -1
}
async function refusals({ world }: Ground): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from desk_events where action = 'sign-in' and outcome = 'refused' and detail ->> 'because' <> ''`.execute(
    world.database.db,
  )
  return found.rows[0]?.n ?? -1
}

async function everyLie(ground: Ground): Promise<number> {
  let refused = 0
  for (const [name, lie] of Object.entries(lies)) if (await isRefused(ground, name, lie)) refused += 1
  return refused
}

async function isRefused(ground: Ground, name: string, lie: Lie): Promise<boolean> {
  const { stage, idp, world, desks } = ground
  const [{ origin }] = desks
  idp.person = { sub: 'liar', name: 'A Liar', groups: ['desk-managers'] }
  const [sessions, before] = [await sessionCount(ground), await refusals(ground)]
  const walker = new Walker()
  const returned = await walker.walk(`${origin}/oidc/start`, (to) => to.startsWith(`${origin}/oidc/return`))
  if (!returned.location) {
    stage.insist(false, `${name}: the browser never came back (${returned.status}).`)
    return false
  }
  const url = new URL(returned.location)
  idp.tamper = lie.tamper?.(idp) ?? {}
  await lie.back?.(url, { idp, world, walker, origin })
  const answer = await walker.step(url.href)
  idp.tamper = {}
  const asExpected = lie.status ? answer.status === lie.status : [400, 401, 403].includes(answer.status)
  stage.insist(asExpected, `A lie was answered ${answer.status}: ${name}.`)
  const opened = signedInBy(walker, origin) !== null || (await sessionCount(ground)) !== sessions
  stage.insist(!opened, `A lie opened a session: ${name}.`)
  stage.insist((await refusals(ground)) > before, `A refusal left no event with its reason: ${name}.`)
  return asExpected && !opened
}

/** What is no lie of the provider, and must not get in either. */
async function otherWays(ground: Ground): Promise<number> {
  const { stage, idp, world, desks } = ground
  const [{ origin }] = desks
  let held = 0
  const holds = (isSo: boolean, words: string) => {
    stage.insist(isSo, words)
    if (isSo) held += 1
  }
  idp.person = { sub: 'stranger', name: 'A Stranger', groups: ['elsewhere'] }
  const stranger = await come(origin)
  const made = await sql`select from provider_people where subject = 'stranger'`.execute(world.database.db)
  holds(
    stranger.status === 403 && made.rows.length === 0,
    `Somebody without a group was answered ${stranger.status}.`,
  )

  idp.person = { sub: 'namesake', name: 'Morgan Hale', email: 'morgan@example.com', groups: ['desk-agents'] }
  const namesake = await come(origin)
  holds(
    namesake.status === 403 && signedInBy(namesake.walker, origin) === null,
    'A namesake of a manager with a password got in beside them.',
  )

  idp.person = { sub: 'agent-0', name: 'Agent 0', groups: ['desk-managers'] }
  const before = await come(origin)
  idp.person = { ...idp.person, groups: ['desk-agents'] }
  const after = await come(origin)
  const [old, fresh] = [
    await deskOf(origin, signedInBy(before.walker, origin)),
    await deskOf(origin, signedInBy(after.walker, origin)),
  ]
  holds(
    old.kind === 'fail' && fresh.kind === 'ok' && (fresh.data as { role: string }).role === 'agent',
    'A role did not follow the groups, or an older session kept it.',
  )

  let inside = true
  for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example', '/oidc/start']) {
    const { location } = await come(origin, next)
    inside &&= location === `${origin}/`
  }
  holds(inside, 'The way back led out of the desk.')

  idp.tamper = {
    token: async (body) => ({
      ...body,
      id_token: await idp.signAgain((await import('jose')).decodeJwt(String(body.id_token)), idp.keys.next),
    }),
  }
  const rotated = await come(origin)
  idp.tamper = {}
  stage.insist(
    rotated.status === 303,
    `A key that the provider had published ahead was answered ${rotated.status}.`,
  )

  idp.person = { sub: 'confirming', name: 'A Manager', groups: ['desk-managers'] }
  const { walker: manager } = await come(origin)
  held += await stepUps({ stage, idp, world, origin }, manager)

  // The same return twice: the second finds neither its step nor its code.
  const walker = new Walker()
  const returned = await walker.walk(`${origin}/oidc/start`, (to) => to.startsWith(`${origin}/oidc/return`))
  const step = walker.cookie(origin, 'makeright-step') ?? ''
  await walker.step(returned.location ?? '')
  const again = new Walker()
  again.setCookie(origin, 'makeright-step', step)
  const replayed = await again.step(returned.location ?? '')
  holds(
    replayed.status >= 400 && signedInBy(again, origin) === null,
    `A return was taken twice (${replayed.status}).`,
  )
  return held
}

async function logOuts({ stage, idp, world, desks }: Ground): Promise<string> {
  idp.person = { sub: 'leaver', name: 'A Leaver', groups: ['desk-agents'] }
  const [{ origin }, there] = desks
  const { walker } = await come(origin)
  const token = signedInBy(walker, origin)
  let refused = 0
  const all = await logoutLies(idp)
  for (const [name, lie] of Object.entries(all)) {
    const answer = await tellLogout(there.origin, lie)
    const still = (await deskOf(origin, token)).kind === 'ok'
    stage.insist(answer >= 400 && still, `A log-out that is none was taken: ${name} (${answer}).`)
    if (answer >= 400 && still) refused += 1
  }
  const began = performance.now()
  const good = await idp.signAgain({
    iss: idp.issuer,
    aud: idp.clientId,
    iat: Math.floor(Date.now() / 1000),
    jti: 'leave-1',
    sub: 'leaver',
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  })
  const answer = await tellLogout(there.origin, good)
  const outcome = await deskOf(origin, token)
  const ms = performance.now() - began
  stage.insist(
    answer === 200 && outcome.kind === 'fail' && ms <= 1000,
    `A log-out at the provider was answered ${answer}, and the session ended after ${Math.round(ms)} ms: ${outcome.kind}.`,
  )
  const left =
    await sql`select from sessions s join provider_people p using (staff_id) where p.subject = 'leaver'`.execute(
      world.database.db,
    )
  stage.insist(left.rows.length === 0, 'A session survived the log-out at the provider.')
  return `${refused}/${Object.keys(all).length}`
}

async function tellLogout(origin: string, token: string): Promise<number> {
  const answer = await fetch(`${origin}/oidc/logout`, {
    method: 'POST',
    body: new URLSearchParams({ logout_token: token }),
  })
  return answer.status
}

/** The provider is gone: who is signed in works on, who comes is told in words. */
async function gone({ stage, idp, desks, world }: Ground): Promise<number> {
  const [{ origin }, fresh] = desks
  const { walker } = await come(origin)
  const token = signedInBy(walker, origin)
  await fresh.kill()
  await idp.down()
  await fresh.restart()
  const told = await new Walker().step(`${fresh.origin}/oidc/start`)
  const open = await deskOf(fresh.origin, token)
  stage.insist(
    told.status === 503 && /does not answer/.test(told.text),
    `Without its provider the desk answered ${told.status}.`,
  )
  stage.insist(open.kind === 'ok', 'An open session was lost with the provider.')
  await idp.up()
  const [, desk] = desks
  idp.go(desks.map((each) => `${each.origin}/oidc/return`))
  const back = await come(desk.origin)
  stage.insist(back.status === 303, `With its provider back the desk answered ${back.status}.`)
  void world
  return told.status === 503 && open.kind === 'ok' ? 1 : 0
}
