import { sql } from 'kysely'
import { demoPassword } from '#server/demo/staff.ts'
import { hashToken } from '#server/staff/sessions.ts'
import { call, send } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { addSignIns, post, signInAs, withCookie } from './signing-in.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

type Ground = { stage: Stage; world: World; desks: [Desk, Desk] }

/** A session's whole life: its token changes when it must, and opens nothing afterwards, at no desk. */
export const sessions = drill({
  name: 'W4',
  what: 'sessions fixed, replayed, put into addresses, stolen from a dump, idle, too old, and what their cookie says',
  minutes: 1,
  reduced: { people: 4 },
  full: { people: 60 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const desks = (await stage.desks(world, 2)) as [Desk, Desk]
    const ground = { stage, world, desks }
    await addSignIns(world, 'sitter', tier.people)
    const figures = { rotations: 0, reused: 0, opened: 0, limits: 0, flags: '' }
    for (let index = 1; index <= tier.people; index += 1) await oneLife(ground, `sitter-${index}`, figures)
    figures.opened = await stolenDump(ground)
    figures.flags = await cookieFlags(ground)
    return figures
  },
})

const isOpen = async (origin: string, token: string): Promise<boolean> =>
  (await call(origin, { token, procedure: 'staff.desk', input: undefined })).kind === 'ok'

async function oneLife(
  { stage, world, desks }: Ground,
  username: string,
  figures: Record<string, number | string>,
) {
  const [{ origin }, { origin: other }] = desks
  const add = (name: string) => {
    figures[name] = Number(figures[name]) + 1
  }
  const isOver = async (token: string, words: string) => {
    for (const at of [origin, other])
      if (await isOpen(at, token)) {
        add('reused')
        stage.insist(false, words)
      }
  }
  const fixed = 'F'.repeat(43)
  const first = (await signInAs(origin, username, demoPassword, withCookie(fixed)))?.token ?? ''
  stage.insist(first !== '' && first !== fixed, 'A token that somebody else chose was kept.')
  await isOver(fixed, 'A token that somebody else chose opens a session.')
  const second = (await signInAs(origin, username, demoPassword, withCookie(first)))?.token ?? ''
  if (second !== first) add('rotations')
  stage.insist(second !== '' && second !== first, 'Signing in again kept the token.')
  await isOver(first, 'The token from before a sign-in opens a session.')
  const stepped =
    (await post(origin, 'signOn.stepUp', { password: demoPassword }, withCookie(second)))?.token ?? ''
  if (stepped !== '' && stepped !== second) add('rotations')
  stage.insist(stepped !== '' && stepped !== second, 'A step-up kept the token.')
  await isOver(second, 'The token from before a step-up opens a session.')

  const inAddress = await send(
    origin,
    `/trpc/staff.desk?batch=1&makeright=${stepped}`,
    'POST',
    { 'content-type': 'application/json', 'x-makeright': '1', origin },
    '{"0":null}',
  )
  stage.insist(inAddress?.status === 401, 'A token in the address opens a session.')
  const another = (await signInAs(other, username, demoPassword))?.token ?? ''
  stage.insist(
    (await isOpen(other, stepped)) && (await isOpen(origin, another)),
    'A second session ended the first.',
  )
  await post(origin, 'staff.signOut', undefined, withCookie(another))
  await isOver(another, 'A token opens a session after signing out.')
  stage.insist(await isOpen(origin, stepped), 'Signing out ended another session.')

  const set = (change: ReturnType<typeof sql>) =>
    sql`update sessions set ${change} where token_hash = ${hashToken(stepped)}`.execute(world.database.db)
  const away = () => post(origin, 'staff.desk', null, { ...withCookie(stepped), 'x-makeright-away': '1' })
  await set(sql`last_seen_at = now() - interval '14 minutes 55 seconds'`)
  await away()
  const [still] = (
    await sql<{
      idle: number
    }>`select extract(epoch from now() - last_seen_at)::int as idle from sessions where token_hash = ${hashToken(stepped)}`.execute(
      world.database.db,
    )
  ).rows
  stage.insist((still?.idle ?? 0) > 800, 'A page that asks by itself keeps a session alive.')
  stage.insist(await isOpen(other, stepped), 'A session ended before 15 idle minutes were over.')
  await set(sql`last_seen_at = now() - interval '15 minutes 5 seconds'`)
  stage.insist(!(await isOpen(origin, stepped)), 'A session was open after 15 idle minutes.')
  await set(sql`last_seen_at = now(), created_at = now() - interval '7 hours 59 minutes 55 seconds'`)
  for (let busy = 0; busy < 3; busy += 1)
    stage.insist(await isOpen(origin, stepped), 'A session ended before its eight hours.')
  await set(sql`last_seen_at = now(), created_at = now() - interval '8 hours 5 seconds'`)
  stage.insist(!(await isOpen(origin, stepped)), 'A session was open after eight hours.')
  figures.limits = Number(figures.limits) + 4
}

/** The table of sessions, as a thief has it: in every form that could be a token. */
async function stolenDump({ stage, world, desks }: Ground): Promise<number> {
  const rows = await sql<{ hash: Buffer }>`select token_hash as hash from sessions limit 50`.execute(
    world.database.db,
  )
  let opened = 0
  for (const { hash } of rows.rows)
    for (const token of [
      hash.toString('base64url'),
      hash.toString('hex').slice(0, 43),
      hash.toString('base64').slice(0, 43),
    ])
      if (await isOpen(desks[0].origin, token)) opened += 1
  stage.insist(rows.rows.length > 0 && opened === 0, `A stolen table opened ${opened} sessions.`)
  return opened
}

/** Behind HTTPS the cookie cannot be set by a sibling, read by a script, or sent by another site. */
async function cookieFlags({ stage, world }: Ground): Promise<string> {
  const [desk] = (await stage.desks(world, 1, { PUBLIC_URL: 'https://desk.example' })) as [Desk]
  const origin = 'https://desk.example'
  const answer = await send(
    desk.origin,
    '/trpc/staff.signIn?batch=1',
    'POST',
    { 'content-type': 'application/json', 'x-makeright': '1', origin },
    JSON.stringify({ 0: { username: 'alex', password: demoPassword } }),
  )
  const cookie = String(answer?.headers['set-cookie'] ?? '')
  const has = [
    /^__Host-makeright=[\w-]{43};/,
    /; Path=\//,
    /; HttpOnly/,
    /; Secure/,
    /; SameSite=Strict/,
  ].filter((flag) => flag.test(cookie)).length
  stage.insist(
    has === 5 && !/domain=/i.test(cookie),
    `The cookie lacks something: ${cookie.replace(/=[\w-]{43}/, '=…')}`,
  )
  return `${has}/5`
}
