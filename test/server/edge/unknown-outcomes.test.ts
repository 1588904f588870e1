import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openOutcomes, settleOutcomes, UnknownOutcomes } from '#server/audit/unknown-outcomes.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { fillForm, give, signedIn, tokenOf } from '#test/support/calls.ts'
import { databaseKind, freshTarget } from '#test/support/database.ts'
import { balanceOf, furnishDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'

const target = await freshTarget()
const database = await openDatabase(target)
await furnishDesk(database)
afterAll(() => database.close())
const anybody = { actor: null }
const age = (seconds: number) =>
  sql`update unknown_outcomes set noticed_at = noticed_at - make_interval(secs => ${seconds}::int)`.execute(
    database.db,
  )
const outcomes = async () =>
  (
    await sql<{ requestId: string; act: string; outcome: string | null }>`
      select request_id, act, outcome from unknown_outcomes order by noticed_at`.execute(database.db)
  ).rows
const forget = () => sql`delete from unknown_outcomes`.execute(database.db)

describe('an act whose commit gave no answer', () => {
  beforeAll(async () => {
    await forget()
  })

  test('is written down, shown to supervisors after a minute, and looked up until it is known', async () => {
    const accountId = await addAccount(database)
    await give(await signedIn(database, 'alex'), accountId, { amount: 500n })
    const { requestId } = await database.db
      .selectFrom('accountEvents')
      .select('requestId')
      .where('accountId', '=', accountId)
      .executeTakeFirstOrThrow()
    const notes = new UnknownOutcomes(database)
    const of = { act: 'adjustments.give', accountId, staffId: 1n }
    notes.note({ ...of, requestId })
    notes.note({ ...of, requestId: 'never-committed' })
    await expect.poll(async () => (await outcomes()).length).toBe(2)
    expect(await openOutcomes(database.db)).toEqual([])
    await age(61)
    expect(await openOutcomes(database.db)).toHaveLength(2)
    const supervisor = await (await signedIn(database, 'sofia')).adjustments.queue({ show: 'waiting' })
    expect(supervisor.unknown).toMatchObject([{ accountId }, { accountId }])
    const agent = await (await signedIn(database, 'alex')).adjustments.queue({ show: 'waiting' })
    expect(agent.unknown).toEqual([])

    expect(await settleOutcomes(database, anybody)).toBe(2)
    expect(await outcomes()).toMatchObject([{ outcome: 'saved' }, { outcome: 'not saved' }])
    expect(await openOutcomes(database.db)).toEqual([])
    expect(await settleOutcomes(database, anybody)).toBe(0)
  })

  test('is not called lost while it may still be committing', async () => {
    await forget()
    new UnknownOutcomes(database).note({
      requestId: 'just-now',
      act: 'adjustments.give',
      accountId: null,
      staffId: null,
    })
    await expect.poll(async () => (await outcomes()).length).toBe(1)
    expect(await settleOutcomes(database, anybody)).toBe(0)
    await age(16)
    expect(await settleOutcomes(database, anybody)).toBe(1)
  })

  describe.runIf(databaseKind === 'postgres')('when the connection is cut in its commit', () => {
    test('it answers 503 OUTCOME_UNKNOWN, is owned by the desk, and the same key gives once', async () => {
      await forget()
      if (target.kind !== 'postgres') return
      const desk = await httpDesk(database)
      const other = await openDatabase({ kind: 'postgres', url: target.url, poolSize: 1 })
      const accountId = await addAccount(database)
      const { input } = await fillForm(await signedIn(database, 'alex'), accountId, { amount: 700n })
      // A deferred trigger makes the commit itself slow enough to be cut.
      await sql`create function sleep_a_while() returns trigger language plpgsql as 'begin perform pg_sleep(1); return null; end';
        create constraint trigger slowly after insert on adjustments deferrable initially deferred
          for each row execute function sleep_a_while()`.execute(database.db)
      const token = await tokenOf(database, 'alex')
      const giving = desk.ask(token, 'adjustments.give', input)
      setTimeout(
        () =>
          sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()`.execute(
            other.db,
          ),
        500,
      )
      const lost = await giving
      expect([lost.status, lost.envelope?.code, lost.envelope?.retry, lost.envelope?.saved]).toEqual([
        503,
        'OUTCOME_UNKNOWN',
        'same-key',
        null,
      ])
      await sql`drop trigger slowly on adjustments`.execute(other.db)
      await expect
        .poll(outcomes)
        .toMatchObject([{ act: 'adjustments.give', requestId: lost.envelope?.requestId, outcome: null }])

      expect((await desk.ask(token, 'adjustments.settle', { accountId })).data).toEqual({ settled: true })
      const first = await desk.ask(token, 'adjustments.give', input)
      const second = await desk.ask(token, 'adjustments.give', input)
      expect(first.status).toBe(200)
      expect(second.text).toBe(first.text)
      expect(await balanceOf(database, accountId)).toBe(700n)
      await age(16)
      await settleOutcomes(database, anybody)
      expect((await outcomes())[0]?.outcome).toBe('not saved')
      await other.close()
    })
  })
})
