import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import type { Person, World } from './world.ts'

type Ground = { world: World; origin: string; admins: [string, string] }
const reason = 'A drill of leaving.'
const act = (origin: string, token: string, procedure: string, input: unknown) =>
  call(origin, { token, procedure, input })

/** What takes somebody's rights away, done at the first desk. */
const ways: Record<string, (ground: Ground, who: Person) => Promise<boolean>> = {
  'switched off': async ({ origin, admins }, { staffId }) =>
    (await act(origin, admins[0], 'staff.switchOff', { staffId: `${staffId}`, reason })).kind === 'ok',
  'signed out everywhere by an administrator': async ({ origin, admins }, { staffId }) =>
    (await act(origin, admins[0], 'signOn.endSessions', { staffId: `${staffId}` })).kind === 'ok',
  'another role, agreed by a second administrator': async ({ origin, admins, world }, { staffId }) => {
    const input = { staffId: `${staffId}`, role: 'auditor', level: null, reason }
    if ((await act(origin, admins[0], 'staff.askChange', input)).kind !== 'ok') return false
    return agreed({ origin, admins, world }, staffId)
  },
  'a first password, agreed by a second administrator': async ({ origin, admins, world }, { staffId }) => {
    await world.database.db
      .insertInto('signIns')
      .values({ username: `person-${staffId}`, staffId, passwordHash: 'forgotten' })
      .execute()
    const input = { staffId: `${staffId}`, kind: 'new-password', proof: reason }
    if ((await act(origin, admins[0], 'staff.askWayBack', input)).kind !== 'ok') return false
    return agreed({ origin, admins, world }, staffId)
  },
  'signed out by oneself': async ({ origin }, { token }) =>
    (await act(origin, token, 'staff.signOut', undefined)).kind === 'ok',
}

async function agreed({ origin, admins, world }: Ground, staffId: bigint): Promise<boolean> {
  const [change] = await world.database.db
    .selectFrom('staffChanges')
    .select('changeId')
    .where('staffId', '=', staffId)
    .where('state', '=', 'requested')
    .execute()
  return (
    (await act(origin, admins[1], 'staff.agreeChange', { changeId: `${change?.changeId}` })).kind === 'ok'
  )
}

/** Whoever loses a role or a sign-in is refused at the very next request, at a desk that did not hear of it. */
export const revoked = drill({
  name: 'Z3',
  what: 'people switched off, signed out, given another role or password at one desk, or owing a second factor, who go on at another',
  minutes: 1,
  reduced: { rounds: 20 },
  full: { rounds: 100 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const [here, there] = (await stage.desks(world, 2)) as [Desk, Desk]
    const admins = await Promise.all(
      ['adam', 'agnes'].map(async (name) => (await world.sessions(await world.staffId(name), 1))[0] ?? ''),
    )
    const ground: Ground = { world, origin: here.origin, admins: admins as [string, string] }
    const people = await world.people('manager', tier.rounds)
    const names = Object.keys(ways)
    const figures = { rounds: 0, refused: 0 }
    for (const [index, person] of people.entries()) {
      const name = names[index % names.length] ?? ''
      const ask = () =>
        act(there.origin, person.token, 'credits.startRun', { programmeId: 'none-such', version: 1 })
      const before = await ask()
      stage.insist(
        before.kind === 'fail' && before.code === 'NOT_FOUND',
        `Before it was taken away a manager's right was answered ${before.kind === 'fail' ? before.code : before.kind}.`,
      )
      const done = await ways[name]?.(ground, person)
      stage.insist(done === true, `It could not be done at all: ${name}.`)
      const after = await ask()
      figures.rounds += 1
      const refused = after.kind === 'fail' && ['SESSION_EXPIRED', 'NOT_ALLOWED'].includes(after.code)
      if (refused) figures.refused += 1
      stage.insist(
        refused,
        `Somebody went on after this: ${name} (${after.kind === 'fail' ? after.code : after.kind}).`,
      )
    }
    const [owing] = (await world.people('manager', 1)) as [Person]
    const asked = async () => {
      const answer = await act(there.origin, owing.token, 'credits.startRun', {
        programmeId: 'none-such',
        version: 1,
      })
      return answer.kind === 'ok' ? answer.kind : answer.code
    }
    await world.database.db.updateTable('desk').set({ demo: false }).execute()
    const refused = await asked()
    stage.insist(
      refused === 'SET_UP_NEEDED',
      `Somebody without the second factor that is demanded was answered ${refused}.`,
    )
    await world.database.db
      .insertInto('secondFactors')
      .values({ staffId: owing.staffId, secretSealed: 'sealed', confirmedAt: new Date() })
      .execute()
    const then = await asked()
    stage.insist(then === 'NOT_FOUND', `Somebody with a second factor was answered ${then}.`)
    return figures
  },
})
