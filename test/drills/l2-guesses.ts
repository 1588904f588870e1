import { sql } from 'kysely'
import { demoPassword } from '#server/demo/staff.ts'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { addSignIns, letPass, signInAs } from './signing-in.ts'
import type { World } from './world.ts'

const most = 10

/** Somebody guesses at one name with all their might, from many made-up addresses, over a restart; then at many names. */
export const guesses = drill({
  name: 'L2',
  what: 'thousands of guesses at one name, forged addresses, a restart between, and many names sprayed',
  minutes: 6,
  reduced: { guesses: 210, names: 60, each: 1 },
  full: { guesses: 10_000, names: 1000, each: 10 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const desks = (await stage.desks(world, 2)) as [Desk, Desk]
    const [victim] = await addSignIns(world, 'victim', 1)
    const [live = ''] = await world.sessions(victim ?? 0n, 1)
    const figures = { guesses: 0, lookedat: 0, let: 0, live: 0, sprayed: 0, alarmms: 0 }
    let isLocked = false
    const guess = async (index: number) => {
      const { origin } = desks[index % 2] as Desk
      // Once the name is locked the right one is among them: it is as wrong as the others.
      const password = isLocked && index % 7 === 0 ? demoPassword : `guess ${index}`
      const forged = {
        'x-forwarded-for': `203.0.113.${index % 100}`,
        forwarded: `for=198.51.100.${index % 100}`,
      }
      const tried = await signInAs(origin, 'victim-1', password, forged)
      figures.guesses += 1
      if (tried?.status === 200) figures.let += 1
    }
    const batch = 30
    for (let done = 0; done < tier.guesses; done += batch) {
      if (done === Math.floor(tier.guesses / 2 / batch) * batch) {
        await desks[0].kill()
        await desks[0].restart()
      }
      await Promise.all(Array.from({ length: batch }, (_, index) => guess(done + index)))
      // The pauses between a name's later tries go by, its lock does not: the bound itself has to hold.
      await sql`update sign_in_failures set locked_until = locked_until - interval '20 seconds' where locked_until < now() + interval '1 minute'`.execute(
        world.database.db,
      )
      await sql`delete from sign_in_failures where subject like 'address:%'`.execute(world.database.db)
      const locked =
        await sql`select from sign_in_failures where subject like 'name:%' and locked_until > now() + interval '1 minute'`.execute(
          world.database.db,
        )
      isLocked = locked.rows.length > 0
    }
    figures.lookedat = await lookedAt(world, victim ?? 0n)
    stage.insist(
      figures.lookedat <= most,
      `${figures.lookedat} guesses at one name were looked at, ${most} may be.`,
    )
    stage.insist(
      figures.lookedat === most,
      `Only ${figures.lookedat} guesses were looked at: this drill did not get to the bound.`,
    )
    stage.insist(
      figures.let === 0,
      `The right password was let in ${figures.let} times while its name was locked.`,
    )
    const works = await call(desks[1].origin, { token: live, procedure: 'staff.desk', input: undefined })
    figures.live = works.kind === 'ok' ? 1 : 0
    stage.insist(works.kind === 'ok', 'A live session of the victim was ended by guesses.')
    const addresses = await sql<{ address: string }>`select distinct address from sign_in_names`.execute(
      world.database.db,
    )
    stage.insist(
      addresses.rows.length === 1 && /127\.0\.0\.1$/.test(addresses.rows[0]?.address ?? ''),
      `A forged address was believed: ${addresses.rows.map(({ address }) => address).join(' ')}.`,
    )
    await letPass(world, 16 * 60)
    const opens = await signInAs(desks[0].origin, 'victim-1', demoPassword)
    stage.insist(
      opens?.status === 200,
      `A quarter of an hour later the right password was answered ${opens?.status}.`,
    )
    figures.alarmms = await spray(world, desks, tier, figures)
    stage.insist(
      figures.alarmms <= 60_000,
      `Spraying was not noticed within a minute: ${figures.alarmms} ms.`,
    )
    return figures
  },
})

/** Tries that were compared leave one event each; what came while the name was locked leaves none. */
async function lookedAt(world: World, staffId: bigint): Promise<number> {
  const found = await sql<{ n: number }>`
    select count(*)::int as n from desk_events where action = 'sign-in' and outcome = 'refused' and detail ->> 'staffId' = ${staffId.toString()}`.execute(
    world.database.db,
  )
  return found.rows[0]?.n ?? -1
}

async function spray(
  world: World,
  desks: [Desk, Desk],
  tier: { names: number; each: number },
  figures: { sprayed: number },
): Promise<number> {
  await sql`delete from sign_in_names`.execute(world.database.db)
  await sql`delete from sign_in_failures`.execute(world.database.db)
  const began = performance.now()
  for (let each = 0; each < tier.each; each += 1)
    for (let name = 0; name < tier.names; name += 10) {
      await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          signInAs((desks[index % 2] as Desk).origin, `sprayed-${name + index}`, `Summer2026 ${each}`),
        ),
      )
      figures.sprayed += 10
      const found = await sql`select from desk_events where action = 'sign-in-spraying'`.execute(
        world.database.db,
      )
      if (found.rows.length > 0) return Math.round(performance.now() - began)
    }
  return Number.POSITIVE_INFINITY
}
