import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { KyselyPlugin } from 'kysely'
import { approveAdjustment } from '#server/adjustments/approve-adjustment.ts'
import { expireRequest } from '#server/adjustments/expire-requests.ts'
import { lockAccount } from '#server/adjustments/load-request.ts'
import { refuseAdjustment } from '#server/adjustments/refuse-adjustment.ts'
import { withdrawAdjustment } from '#server/adjustments/withdraw-adjustment.ts'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { refusalOf } from '#server/errors.ts'
import { inWork } from '#server/work.ts'
import type { Actor } from '#shared/staff/roles.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { askFor, type Request } from './gifts.ts'
import type { World } from './world.ts'

type Act = 'approve' | 'refuse' | 'withdraw' | 'expire'
const pairs: [Act, Act][] = [
  ['approve', 'withdraw'],
  ['approve', 'expire'],
  ['approve', 'approve'],
  ['refuse', 'withdraw'],
  ['withdraw', 'expire'],
  ['approve', 'refuse'],
]

/** Two decisions about one request, their statements interleaved in every order that chance finds. */
export const interleavings = drill({
  name: 'M2',
  what: 'approve, refuse, withdraw and expire interleaved statement by statement',
  minutes: 3,
  reduced: { schedules: 120 },
  full: { schedules: 2000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: tier.schedules * 2 + 500 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const database = await openDatabase({ kind: 'postgres', url: world.deskUrl, poolSize: 6 })
    stage.later(() => database.close())
    const agents = await world.people('agent', 50)
    const managers = await world.people('manager', 2)
    const requests = await askFor(world, desk.origin, agents, tier.schedules)
    await desk.kill()

    let schedules = 0
    let violations = 0
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), fc.constantFrom(...pairs), async (scheduler, acts) => {
        const request = requests[schedules]
        schedules += 1
        if (!request) return
        const gated = gatedBy(database, scheduler)
        const each = acts.map(async (act, index) => {
          // Its day ends somewhere in between: before the other one looks, while, or after.
          if (act === 'expire') {
            await scheduler.schedule(Promise.resolve(), 'its day ends')
            await runOut(world, request)
          }
          return decide(gated, act, request, {
            actor: actorOf(managers[index]),
            requester: actorOf(request.by, 'agent'),
          })
        })
        const outcomes = await scheduler.waitFor(Promise.all(each))
        const done = outcomes.filter((outcome) => outcome === 'done').length
        const strange = outcomes.find((outcome) => !['done', 'no'].includes(outcome))
        // Of an expired request only "expire" is legal; whoever else comes, nothing or one thing happens.
        const right = done === 1 || (done === 0 && acts.includes('expire'))
        if (!right || strange) {
          violations += 1
          stage.insist(
            false,
            `${acts.join(' and ')} ended as ${outcomes.join(' and ')} (${scheduler.toString().slice(0, 300)}).`,
          )
        }
      }),
      { numRuns: tier.schedules, seed: stage.seed, endOnFailure: true },
    )
    await stage.booksHold(world)
    return { schedules, violations }
  },
})

/** Every statement waits for the scheduler before its result is used: those are the points where others come between. */
function gatedBy(database: Database, scheduler: fc.Scheduler): Database {
  const gate: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      await scheduler.schedule(Promise.resolve(), 'statement')
      return result
    },
  }
  return { ...database, db: database.db.withPlugin(gate) }
}

async function runOut(world: World, { accountId, adjustmentId }: Request): Promise<void> {
  await world.database.db
    .updateTable('adjustments')
    .set({ expiresAt: new Date(Date.now() - 1000) })
    .where('accountId', '=', accountId)
    .where('adjustmentId', '=', BigInt(adjustmentId))
    .execute()
}

const actorOf = (
  person: { staffId: bigint; name: string } | undefined,
  role: 'manager' | 'agent' = 'manager',
): Actor => ({
  staffId: person?.staffId ?? 0n,
  name: person?.name ?? '',
  role,
  limits: { level: role, perAction: 50_000n, perAccountAndOutage: 100_000n, perDay: 1_000_000_000n },
})

async function decide(
  database: Database,
  act: Act,
  { accountId, adjustmentId, amount }: Request,
  { actor, requester }: { actor: Actor; requester: Actor },
): Promise<string> {
  const key = { accountId, adjustmentId: BigInt(adjustmentId) }
  const who = {
    actor: act === 'withdraw' ? requester : act === 'expire' ? null : actor,
    requestId: randomUUID(),
  }
  try {
    const done = await inWork(database, who, async (work) => {
      if (act === 'approve') return approveAdjustment(work, { ...key, amount, reason: '' })
      if (act === 'refuse') return refuseAdjustment(work, { ...key, reason: 'No evidence.' })
      if (act === 'withdraw') return withdrawAdjustment(work, key)
      await lockAccount(work, accountId)
      return expireRequest(work, key)
    })
    return done === false ? 'no' : 'done'
  } catch (error) {
    const code = refusalOf(error)?.code
    return code === 'ALREADY_DECIDED' || code === 'EXPIRED' ? 'no' : `${code ?? String(error)}`
  }
}
