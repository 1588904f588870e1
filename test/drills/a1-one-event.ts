import { sql } from 'kysely'
import { actOf, leavesNoEvent } from '#server/audit/describe-call.ts'
import { writtenBy } from '#test/support/written.ts'
import { drill } from './drill.ts'
import { type Answer, type Ground, type Procedure, ruleGround } from './rule-ground.ts'
import { inputAbout, personOfActor, roleOfActor, signedInPeople } from './rule-matrix.ts'

type Way = 'ok' | 'denied' | 'invalid' | 'not found' | 'failed'
const outcomes: Record<Way, string> = {
  ok: 'done',
  denied: 'refused',
  invalid: 'invalid',
  'not found': 'refused',
  failed: 'failed',
}
/** Nobody is denied here, and there is nothing that might not be there. */
const open = (procedure: Procedure) => procedure.rule.who === 'anybody'

/** Each procedure in each way it can end leaves one event, which says who, where, what and how it ended. */
export const oneEvent = drill({
  name: 'A1',
  what: 'every procedure done, denied, unreadable, about what is not there, and failing: one event each',
  minutes: 1,
  reduced: {},
  full: {},
  async run(stage) {
    const ground = await ruleGround(stage)
    const figures = { procedures: 0, cells: 0, missing: 0, double: 0, silent: 0 }
    const silent = Object.keys(leavesNoEvent)
    stage.insist(silent.length <= 5, `${silent.length} things leave no event: the list may only get shorter.`)
    figures.silent = silent.length
    const look = async (procedure: Procedure, way: Way, token: string, input: unknown) => {
      const before = ground.log().length
      const { answer, events } = await writtenBy(ground.database, () =>
        ground.ask({ token, path: procedure.path, input }),
      )
      figures.cells += 1
      if (events.length === 0) figures.missing += 1
      if (events.length > 1) figures.double += 1
      const where = `${procedure.path} (${way}, ${answer.code})`
      stage.insist(events.length === 1, `${where} left ${events.length} events.`)
      stage.insist(
        way !== 'ok' || answer.code === 'ok',
        `${where} was not done: ${answer.text.slice(0, 200)}`,
      )
      stage.insist(way === 'ok' || answer.code !== 'ok', `${where} was done.`)
      if (way === 'failed' && answer.code !== 'INTERNAL')
        stage.insist(false, `${where} did not fail: ${ground.log().slice(before).slice(0, 200)}`)
      const wrong = events[0] && whatIsWrong(procedure, way, answer, events[0])
      stage.insist(!wrong, `${where} left an event that is wrong about ${wrong}.`)
    }
    const audited = ground.procedures.filter(({ path }) => !Object.hasOwn(leavesNoEvent, path))
    for (const procedure of audited) {
      figures.procedures += 1
      const { rule, as, takesInput } = procedure
      const input = await procedure.input()
      // An act may end the session that it was asked in: each question comes in one of its own.
      if (takesInput) await look(procedure, 'invalid', await ground.token(as), { strange: true })
      if (!open(procedure)) {
        const other = signedInPeople.find(
          (actor) => rule.who !== 'anybody' && !rule.who.includes(roleOfActor(actor)),
        )
        if (other) await look(procedure, 'denied', await ground.token(personOfActor[other]), input)
        const nowhere = await inputAbout('nowhere', { object: rule.object, input, ground })
        if (nowhere) await look(procedure, 'not found', await ground.token(as), nowhere.input)
      }
      await look(procedure, 'ok', await procedure.token(), input)
    }
    const last: [Procedure, string, unknown][] = []
    for (const procedure of audited) last.push([procedure, await procedure.token(), await procedure.input()])
    await withoutRights(ground)
    for (const [procedure, token, input] of last) await look(procedure, 'failed', token, input)
    return figures
  },
})

function whatIsWrong(
  { path, type, rule }: Procedure,
  way: Way,
  answer: Answer,
  event: Awaited<ReturnType<typeof writtenBy>>['events'][number],
): string | null {
  const isOpen = rule.who === 'anybody'
  if (event.outcome !== outcomes[way]) return `the outcome (${event.outcome})`
  if (event.actor === null && !(isOpen && way !== 'ok')) return 'who did it'
  if (!/127\.0\.0\.1$/.test(event.address ?? '')) return `the address (${event.address})`
  if (event.requestId !== answer.headers['x-request-id']) return 'the number of the request'
  if (!isOpen && !/^[0-9a-f]{16}$/.test(event.session ?? '')) return 'the session'
  if (way !== 'ok' && event.detail.what !== path) return 'what was asked'
  if (way !== 'ok' && event.detail.code !== answer.code) return 'why it was refused'
  if (type === 'query' && event.action !== 'read') return `the act (${event.action})`
  if (way !== 'ok' && type === 'mutation' && event.action !== actOf(path)) return `the act (${event.action})`
  if (way === 'ok' && type === 'query' && event.detail.what !== rule.reads) return 'what was shown'
  return null
}

/** From here on the desk's role may read sessions and write events, and nothing else: everything fails in an unforeseen way. */
async function withoutRights({ database }: Ground): Promise<void> {
  await sql`revoke all on all tables in schema public from makeright_app`.execute(database.db)
  // What tells who asks, and what they owe before anything else.
  await sql`grant select on sessions, staff, limit_levels, desk, contacts, sign_ins, second_factors to makeright_app`.execute(
    database.db,
  )
  // A session that was idle for seconds is noted as used before anything else.
  await sql`grant update (last_seen_at) on sessions to makeright_app`.execute(database.db)
  await sql`grant insert on account_events, desk_events to makeright_app`.execute(database.db)
}
