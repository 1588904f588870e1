import { join } from 'node:path'
import { sql } from 'kysely'
import { demoPassword } from '#server/demo/staff.ts'
import { nameHash } from '#server/staff/count-try.ts'
import { makeSecretsFile, secretBox } from '#server/staff/secret-box.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import {
  addSecondFactor,
  addSignIns,
  halfSessions,
  post,
  signInAs,
  type Tried,
  withCookie,
} from './signing-in.ts'
import { areaUnderCurve, welchT } from './timing.ts'
import type { World } from './world.ts'

type Way = (index: number) => Promise<Tried | null>

/** Six ways not to get in. Nobody can tell them apart: not by a byte, and not by a clock. */
export const oneRefusal = drill({
  name: 'L3',
  timed: true,
  what: 'unknown name, wrong password, locked, switched off, without a password, wrong code: answers and times compared',
  minutes: 7,
  // With seventy of each, chance alone moves the area by 0.05: the reduced tier looks for what is plain to see.
  reduced: { each: 70, area: 18, t: 6 },
  full: { each: 1000, area: 5, t: 4.5 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const file = join(stage.scratch, 'secrets')
    makeSecretsFile(file)
    const [desk] = (await stage.desks(world, 1, { MAKERIGHT_SECRETS_FILE: file })) as [Desk]
    const ways = await waysNotToGetIn(world, desk.origin, file, tier.each)
    const names = Object.keys(ways)
    const times: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]))
    const answers = new Set<string>()
    for (let index = 0; index < tier.each; index += 1) {
      if (index % 20 === 0) await forgetAddresses(world)
      // Another order each time, so that nobody always comes after the same.
      for (let at = 0; at < names.length; at += 1) {
        const name = names[(at + index) % names.length] ?? ''
        const tried = await ways[name]?.(index + 1)
        if (!tried) throw new Error('The desk went away.')
        answers.add(tried.same)
        if (index > 2) times[name]?.push(tried.ms)
      }
    }
    stage.insist(
      answers.size === 1,
      `There are ${answers.size} different answers: ${[...answers].map((each) => each.slice(-160)).join(' | ')}`,
    )
    const figures: Record<string, number> = { each: tier.each, answers: answers.size }
    const usual = times['wrong password'] ?? []
    for (const name of names) {
      const area = areaUnderCurve(times[name] ?? [], usual)
      const t = welchT(times[name] ?? [], usual)
      figures[name.replaceAll(' ', '')] = Number(area.toFixed(3))
      stage.insist(
        Math.abs(area - 0.5) <= tier.area / 100,
        `A clock tells "${name}" from a wrong password: area ${area.toFixed(3)}, t ${t.toFixed(1)}.`,
      )
      stage.insist(Math.abs(t) <= tier.t, `A clock tells "${name}" from a wrong password: t ${t.toFixed(1)}.`)
    }
    return figures
  },
})

async function waysNotToGetIn(
  world: World,
  origin: string,
  file: string,
  each: number,
): Promise<Record<string, Way>> {
  await addSignIns(world, 'wrong', each)
  await addSignIns(world, 'locked', each)
  await addSignIns(world, 'off', each)
  await addSignIns(world, 'elsewhere', each)
  const coded = await addSignIns(world, 'coded', each)
  const box = secretBox(file)
  for (const staffId of coded) await addSecondFactor(world, box, staffId)
  const halves = await Promise.all(coded.map((staffId) => halfSessions(world, staffId, 1)))
  await sql`update staff set active = false where name like 'off-%'`.execute(world.database.db)
  await sql`update sign_ins set password_hash = null where username like 'elsewhere-%'`.execute(
    world.database.db,
  )
  const subjects = Array.from(
    { length: each },
    (_, index) =>
      `name:${nameHash(`locked-${index + 1}`)
        .toString('hex')
        .slice(0, 32)}`,
  )
  await sql`insert into sign_in_failures (subject, failures, rounds, locked_until)
    select subject, 10, 1, now() + interval '15 minutes' from unnest(${subjects}::text[]) as subject`.execute(
    world.database.db,
  )
  return {
    'wrong password': (index) => signInAs(origin, `wrong-${index}`, 'not this one'),
    'unknown name': (index) => signInAs(origin, `nobody-${index}`, 'not this one'),
    locked: (index) => signInAs(origin, `locked-${index}`, demoPassword),
    'switched off': (index) => signInAs(origin, `off-${index}`, demoPassword),
    'without a password': (index) => signInAs(origin, `elsewhere-${index}`, 'not this one'),
    'wrong code': (index) =>
      post(origin, 'signOn.giveCode', { code: 'wrong!' }, withCookie(halves[index - 1]?.[0] ?? '')),
  }
}

/** All of this comes from one address: its own counter would end the drill. And whoever is to give a code has just given a password. */
async function forgetAddresses(world: World): Promise<void> {
  await sql`update sessions set created_at = now(), last_seen_at = now() where stage = 'half'`.execute(
    world.database.db,
  )
  await sql`delete from sign_in_failures where subject like 'address:%'`.execute(world.database.db)
  await sql`delete from sign_in_names`.execute(world.database.db)
}
