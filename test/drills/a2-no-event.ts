import { sql } from 'kysely'
import { leavesNoEvent } from '#server/audit/describe-call.ts'
import { stateHash } from '#test/support/desk.ts'
import { drill } from './drill.ts'
import { type Answer, type Ground, type Procedure, ruleGround } from './rule-ground.ts'

/** Whatever belongs to a customer of this world: names, phones, addresses. */
const personal = /Customer \d|\+1\d{10}|\(\d{3}\) \d{3}-\d{4}|@example\.com|Main St/
type Prepared = { procedure: Procedure; token: string; input: unknown }
type Way = { words: string; begin(ground: Ground): Promise<() => Promise<void>> }

/** It may work on a statement for as long as that takes, and must not wait for a lock as long. */
const takesItsTime = 'credits.startRun'

/** The journal takes no row, in three ways: nothing is answered and nothing is done. */
export const noEvent = drill({
  name: 'A2',
  what: 'every procedure while the journal takes no row: a trigger raises, its tables are locked, its disk is full',
  minutes: 4,
  reduced: { locked: 6 },
  full: { locked: 1000 },
  async run(stage, tier) {
    const ground = await ruleGround(stage)
    const figures = { procedures: 0, calls: 0, answered: 0, personal: 0, effects: 0 }
    const audited = ground.procedures.filter(({ path }) => !Object.hasOwn(leavesNoEvent, path))
    figures.procedures = audited.length
    for (const way of [raising('P0001'), raising('53100'), locked]) {
      const most = way === locked ? tier.locked : audited.length
      const every = Math.max(1, Math.floor(audited.length / most))
      const prepared: Prepared[] = []
      // The switch that the wave before was about is lifted: else nobody could give anything.
      await ground.procedures.find(({ path }) => path === 'staff.stop')?.input()
      for (const procedure of audited.filter(
        ({ path }, index) => index % every === 0 || path === takesItsTime,
      )) {
        const input = await procedure.input()
        prepared.push({ procedure, input, token: await procedure.token() })
      }
      const before = await stateHash(ground.database)
      const end = await way.begin(ground)
      const answers: [Procedure, Answer][] = []
      // Locked tables are waited for: a few at a time, as many as the pool holds.
      const together = way === locked ? 6 : 1
      for (let from = 0; from < prepared.length; from += together)
        answers.push(
          ...(await Promise.all(
            prepared
              .slice(from, from + together)
              .map(
                async ({ procedure, token, input }): Promise<[Procedure, Answer]> => [
                  procedure,
                  await ground.ask({ token, path: procedure.path, input }),
                ],
              ),
          )),
        )
      await end()
      for (const [{ path }, answer] of answers) {
        figures.calls += 1
        const where = `${path} (${way.words})`
        if (answer.status !== 503) figures.answered += 1
        stage.insist(answer.status === 503, `${where} was answered ${answer.status} ${answer.code}.`)
        const told = personal.exec(answer.text)
        if (told) figures.personal += 1
        stage.insist(!told, `${where} told something of a customer.`)
      }
      const after = await stateHash(ground.database)
      if (after !== before) figures.effects += 1
      stage.insist(
        after === before,
        `Something was done without its event (${way.words}): ${changed(before, after)}.`,
      )
    }
    return figures
  },
})

const changed = (before: string, after: string): string =>
  after
    .split('\n')
    .filter((line) => !before.split('\n').includes(line))
    .map((line) => line.split(':')[0])
    .join(', ')

const tables = ['account_events', 'desk_events']

const raising = (code: string): Way => ({
  words: code === '53100' ? 'no room' : 'a trigger',
  async begin({ database }) {
    await sql`create or replace function take_no_row() returns trigger language plpgsql as ${sql.lit(
      `begin raise exception 'no row is taken' using errcode = '${code}', table = tg_table_name; end`,
    )}`.execute(database.db)
    for (const table of tables)
      await sql`create trigger takes_no_row before insert on ${sql.table(table)} for each row execute function take_no_row()`.execute(
        database.db,
      )
    return async () => {
      for (const table of tables)
        await sql`drop trigger takes_no_row on ${sql.table(table)}`.execute(database.db)
    }
  },
})

const locked: Way = {
  words: 'locked tables',
  async begin({ database }) {
    let release = () => {}
    const held = new Promise<void>((resolve) => {
      release = resolve
    })
    let taken = () => {}
    const begun = new Promise<void>((resolve) => {
      taken = resolve
    })
    const over = database.db.transaction().execute(async (tx) => {
      await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
      await sql`lock table account_events, desk_events in access exclusive mode`.execute(tx)
      taken()
      await held
    })
    await begun
    return async () => {
      release()
      await over
    }
  },
}
