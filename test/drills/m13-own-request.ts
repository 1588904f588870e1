import { readFileSync } from 'node:fs'
import { sql } from 'kysely'
import { demoPassword } from '#server/demo/staff.ts'
import { changeRole } from '#test/support/change-role.ts'
import { call, insist, type Outcome, send } from './calling.ts'
import { ask } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { askFor, type Request } from './gifts.ts'
import type { Person, World } from './world.ts'

type Ground = { world: World; origin: string }
type Own = Request & { by: Person }
/** One way to approve one's own. Answers whether it was let through. */
type Attempt = (ground: Ground, own: Own) => Promise<boolean>

/** Every way that we know to approve one's own request, over and over: none goes through. */
export const ownRequest = drill({
  name: 'M13',
  what: 'one’s own request approved by the API, a second tab, another role, a linked sign-in, an administrator, direct SQL',
  minutes: 2,
  reduced: { attempts: 150 },
  full: { attempts: 1000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.attempts })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const ground = { world, origin: desk.origin }
    const askers = await world.people('manager', 20)
    const agents = await world.people('agent', 20)
    const figures = { attempts: 0, succeeded: 0 }
    const names = Object.keys(attempts)
    while (figures.attempts < tier.attempts) {
      const name = names[figures.attempts % names.length] ?? ''
      const people = name.startsWith('role') ? agents : askers
      const person = people[figures.attempts % people.length] as Person
      const [own] = (await askFor(world, desk.origin, [person], 1, 60_000n)) as [Own]
      figures.attempts += 1
      const through = await attempts[name]?.(ground, own)
      if (through) figures.succeeded += 1
      stage.insist(!through, `Somebody decided their own request: ${name}.`)
      await settle(desk.origin, own)
    }
    const [found] = await cluster.sql<{ own: number }>(
      `select count(*)::int as own from adjustments a left join approvals v using (account_id, adjustment_id)
        where a.decided_by = a.requested_by or v.approved_by = a.requested_by`,
      world.name,
    )
    stage.insist(found?.own === 0, `${found?.own} decisions are by whoever asked.`)
    const config = readFileSync('server/config.ts', 'utf8')
    stage.insist(
      !/self|four.?eyes|approv/i.test(config),
      'The configuration has a word about approvals: nothing may relax them.',
    )
    await stage.booksHold(world)
    return { ...figures, settings: 0 }
  },
})

const approval = ({ accountId, adjustmentId, amount }: Own) => ({
  accountId,
  adjustmentId,
  amount: amount.toString(),
  reason: 'Evidence seen.',
})
const through = (outcome: Outcome) => outcome.kind === 'ok'
const approve = async (origin: string, token: string, own: Own) =>
  through(await call(origin, { token, procedure: 'adjustments.approve', input: approval(own) }))

/** Withdrawn by whoever asked, so that nobody has fifty of them waiting. */
async function settle(origin: string, { accountId, adjustmentId, by }: Own): Promise<void> {
  await insist(() => origin, {
    token: by.token,
    procedure: 'adjustments.withdraw',
    input: { accountId, adjustmentId },
  })
}

const statements: Record<string, (own: Own) => string> = {
  'an approval by oneself': ({ accountId, adjustmentId, by }) =>
    `insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, business_date)
     values ('${accountId}', ${adjustmentId}, ${by.staffId}, ${by.staffId}, 60000, '2024-03-01')`,
  'an approval of a request that somebody else is said to have made': ({ accountId, adjustmentId, by }) =>
    `insert into approvals (account_id, adjustment_id, approved_by, requested_by, amount, business_date)
     values ('${accountId}', ${adjustmentId}, ${by.staffId}, ${by.staffId + 1n}, 60000, '2024-03-01')`,
  'a grant decided by oneself': ({ accountId, adjustmentId, by }) =>
    `update adjustments set state = 'granted', granted = requested, decided_by = ${by.staffId}, decided_at = now(), billing = 'scheduled',
     bill_on = '2024-03-14', promised_by = '2024-04-14' where account_id = '${accountId}' and adjustment_id = ${adjustmentId}`,
  'a grant that nobody approved': ({ accountId, adjustmentId, by }) =>
    `update adjustments set state = 'granted', granted = requested, decided_by = ${by.staffId + 1n}, decided_at = now(), billing = 'scheduled',
     bill_on = '2024-03-14', promised_by = '2024-04-14' where account_id = '${accountId}' and adjustment_id = ${adjustmentId}`,
  'another requester': ({ accountId, adjustmentId, by }) =>
    `update adjustments set requested_by = ${by.staffId + 1n} where account_id = '${accountId}' and adjustment_id = ${adjustmentId}`,
  'another role, without two administrators': ({ by }) =>
    `update staff set role = 'admin', limit_level = null where staff_id = ${by.staffId}`,
  'a request that needs nobody': ({ accountId, adjustmentId }) =>
    `update adjustments set approvals_needed = 0, expires_at = null where account_id = '${accountId}' and adjustment_id = ${adjustmentId}`,
}

/** One statement; it went through when the database took it. */
const directly =
  (words: string, who: 'deskUrl' | 'ownerUrl'): Attempt =>
  async ({ world }, own) => {
    const text = statements[words]?.(own) ?? ''
    return ask(world[who], text).then(
      () => true,
      () => false,
    )
  }

const attempts: Record<string, Attempt> = {
  'by the API': ({ origin }, own) => approve(origin, own.by.token, own),
  'from a second tab': async ({ origin, world }, own) => {
    const [token = ''] = await world.sessions(own.by.staffId, 1)
    return approve(origin, token, own)
  },
  'role raised after asking': async ({ origin, world }, own) => {
    await changeRole(world.database, own.by.staffId, 'manager', 'manager')
    const done = await approve(origin, own.by.token, own)
    await changeRole(world.database, own.by.staffId, 'agent', 'agent')
    return done
  },
  'by a linked second sign-in': async ({ origin, world }, own) =>
    approve(origin, await signInAgain(origin, world, own.by), own),
  'by an administrator': async ({ origin, world }, own) => {
    const [token = ''] = await world.sessions(await world.staffId('adam'), 1)
    return approve(origin, token, own)
  },
  'refused by oneself': async ({ origin }, own) => {
    const { accountId, adjustmentId } = own
    const input = { accountId, adjustmentId, reason: 'Changed my mind.' }
    return through(await call(origin, { token: own.by.token, procedure: 'adjustments.refuse', input }))
  },
  ...Object.fromEntries(
    Object.keys(statements).flatMap((words) => [
      [`${words}, as the desk’s role`, directly(words, 'deskUrl')],
      [`${words}, as the owner`, directly(words, 'ownerUrl')],
    ]),
  ),
}

const linked = new Map<bigint, string>()

/** A second name for the same person, signed in with a password as people do. Kept: passwords are slow on purpose. */
async function signInAgain(origin: string, world: World, { staffId }: Person): Promise<string> {
  const known = linked.get(staffId)
  if (known) return known
  const username = `linked-${staffId}`
  await sql`insert into sign_ins (username, staff_id, password_hash)
    select ${username}, ${staffId}, password_hash from sign_ins where username = 'morgan'`.execute(
    world.database.db,
  )
  const answer = await send(
    origin,
    '/trpc/staff.signIn?batch=1',
    'POST',
    { 'content-type': 'application/json', 'x-makeright': '1', origin },
    JSON.stringify({ 0: { username, password: demoPassword } }),
  )
  const cookie = /makeright=([\w-]{43})/.exec(String(answer?.headers['set-cookie'] ?? ''))?.[1]
  if (!cookie) throw new Error(`The linked sign-in was not let in: ${answer?.text.slice(0, 200)}`)
  linked.set(staffId, cookie)
  return cookie
}
