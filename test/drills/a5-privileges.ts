import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { attacks, ownerAttacks, refusalCodes } from '#test/support/privilege-attacks.ts'
import { ask } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts, must } from './gifts.ts'
import type { Stage } from './stage.ts'
import type { Person, World } from './world.ts'

/** How a statement may be wrapped, so that a rule about statements is not enough. */
const wrappings: Record<string, (text: string) => string> = {
  plain: (text) => text,
  'in a block': (text) => `do $attack$ begin execute $text$${text}$text$; end $attack$`,
  'in a temporary function': (text) =>
    `create function pg_temp.attack() returns void language plpgsql as $attack$ begin execute $text$${text}$text$; end $attack$; select pg_temp.attack()`,
}
/** Commands that PostgreSQL takes at the top only. */
const onlyPlain = /^(alter system|vacuum|cluster|reindex|create publication)/

/** Somebody has a password of one of the desk's roles, or of the owner of its tables. */
export const privileges = drill({
  name: 'A5',
  what: 'statements that one of the desk’s database roles, or the owner of its tables, has no business with',
  minutes: 1,
  reduced: { wrappings: 1 },
  full: { wrappings: 3 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 20 })
    await moveMoney(stage, world)
    const figures = { attacks: 0, succeeded: 0 }
    for (const role of ['app', 'read', 'audit', 'owner']) {
      const client = await signedInAs(world, role)
      const list = role === 'owner' ? ownerAttacks : attacks
      for (const [name, wrap] of Object.entries(wrappings).slice(0, tier.wrappings))
        for (const attack of list) {
          if (name !== 'plain' && onlyPlain.test(attack)) continue
          const code = await tried(client, wrap(attack), onlyPlain.test(attack))
          figures.attacks += 1
          if (code === null) figures.succeeded += 1
          stage.insist(code !== null, `makeright_${role} could, ${name}: ${attack}`)
          stage.insist(
            code === null || refusalCodes.test(code),
            `No attack any more, it ended with ${code}: ${attack}`,
          )
        }
      await client.end()
    }
    await stage.booksHold(world)
    return { statements: new Set([...attacks, ...ownerAttacks]).size, roles: 4, ...figures }
  },
})

/** Undone where it can be, so that one attack does not stand in another's way. Null when it was let through. */
async function tried(client: pg.Client, text: string, alone: boolean): Promise<string | null> {
  if (!alone) await client.query('begin')
  const code = await client.query(text).then(
    () => null,
    (error: unknown) => String((error as { code?: unknown }).code),
  )
  if (!alone) await client.query('rollback')
  return code
}

async function signedInAs(world: World, role: string): Promise<pg.Client> {
  const name = `attacker_${role}_${randomBytes(3).toString('hex')}`
  await ask(world.ownerUrl, `create role ${name} login in role makeright_${role}`)
  const url = new URL(world.ownerUrl)
  url.username = name
  const client = new pg.Client({ connectionString: url.href, statement_timeout: 5_000 })
  await client.connect()
  return client
}

/** A row of each kind that an attack is after: given, asked for, approved and taken back, by people at a desk. */
async function moveMoney(stage: Stage, world: World): Promise<void> {
  const [desk] = (await stage.desks(world, 1)) as [Desk]
  const [giver, decider, reverser] = (await world.people('manager', 3)) as [Person, Person, Person]
  const [asker] = (await world.people('supervisor', 1)) as [Person]
  const give = async (by: Person, amount: bigint, way: 'post' | 'request') => {
    const accountId = world.freshAccount()
    const [draftId = ''] = await makeDrafts(world, [{ accountId, staffId: by.staffId }])
    const input = giveInput({ accountId, draftId, amount, way })
    const given = await must(desk.origin, { token: by.token, procedure: 'adjustments.give', input })
    return { accountId, adjustmentId: String(given.adjustmentId) }
  }
  const decide = (by: Person, procedure: string, about: object, amount: string) =>
    must(desk.origin, { token: by.token, procedure, input: { ...about, amount, reason: 'Evidence seen.' } })
  await give(giver, 1_000n, 'post')
  const asked = await give(asker, 20_000n, 'request')
  await decide(decider, 'adjustments.approve', asked, '20000')
  await decide(reverser, 'adjustments.reverse', asked, '1000')
  await give(asker, 30_000n, 'request')
  await desk.kill()
}
