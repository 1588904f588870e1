import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { leavesNoEvent } from '#server/audit/describe-call.ts'
import { appRouter } from '#server/router.ts'
import { insistOnRules } from '#server/rule.ts'
import { roles } from '#shared/staff/roles.ts'
import { personOfRole, signedIn, tokenOf, verified } from '#test/support/calls.ts'
import { openDesk, outageId, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import { httpDesk } from '#test/support/http-desk.ts'
import { writtenBy } from '#test/support/written.ts'
import { questionCases } from '../question-cases.ts'

/**
 * Generated from the router: each procedure, called well, by the wrong role, with input that cannot be read, and for what
 * is not there, leaves exactly one event with who, where, what and the outcome.
 */
const database = await openDesk()
const desk = await httpDesk(database)
type Meta = { who: 'anybody' | readonly string[]; reads?: string }
const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([path, procedure]) => {
    const { type, meta, inputs } = (
      procedure as { _def: { type: string; meta: Meta; inputs: readonly unknown[] } }
    )._def
    return { path, type, who: meta.who, reads: meta.reads, takesInput: inputs.length > 0 }
  },
)
const ofPeople = procedures.filter(
  ({ path, who }) => who !== 'anybody' && !Object.hasOwn(leavesNoEvent, path),
)
const tokens: Record<string, string> = {}
let accountId = ''
beforeAll(async () => {
  for (const role of roles) tokens[role] = await tokenOf(database, personOfRole[role] ?? '')
  accountId = await addAccount(database)
  await verified(await signedIn(database, 'alex'), accountId)
})
const roleOf = (who: Meta['who']) => (who === 'anybody' ? 'agent' : (who[0] ?? ''))
/** A session of its own: events of invalid input are counted for each. */
const freshToken = (who: Meta['who']) => tokenOf(database, personOfRole[roleOf(who)] ?? '')

const asked = questionCases(database)
/** Those that take no input need no case. */
const questions = Object.fromEntries(
  ofPeople
    .filter(({ type }) => type === 'query')
    .flatMap(({ path, takesInput }) => {
      const input = asked[path] ?? (takesInput ? null : async () => undefined)
      return input ? [[path, input] as const] : []
    }),
)

test('the list of what leaves no event is short, and every question says what it shows', () => {
  expect(Object.keys(leavesNoEvent).length).toBeLessThanOrEqual(5)
  const missing = ofPeople.filter(({ path, type }) => type === 'query' && !Object.hasOwn(questions, path))
  expect(missing, 'a new question needs its input in test/server/question-cases.ts').toEqual([])
  expect(Object.keys(asked).filter((path) => !Object.hasOwn(questions, path))).toEqual([])
  const output = { schema: {} }
  const silent = {
    'some.page': { _def: { type: 'query', output, meta: { who: ['agent'], object: 'none' } } },
  }
  expect(() => insistOnRules(silent)).toThrow('some.page does not say what it shows')
})

describe('answered', () => {
  test.each(Object.entries(questions))('%s leaves one event of what was shown', async (path, input) => {
    const procedure = procedures.find((each) => each.path === path)
    const given = await input()
    const { answer, events } = await writtenBy(database, () =>
      desk.ask(tokens[roleOf(procedure?.who ?? [])] ?? '', path, given),
    )
    expect(answer.status, answer.text).toBe(200)
    expect(events).toHaveLength(1)
    expect(events[0]).toMatchObject({ action: 'read', outcome: 'done', detail: { what: procedure?.reads } })
    expect(events[0]?.actor).not.toBeNull()
    expect(events[0]?.session).toMatch(/^[0-9a-f]{16}$/)
    expect(events[0]?.address).toMatch(/127\.0\.0\.1$/)
    expect(events[0]?.requestId).toBe(answer.headers.get('x-request-id'))
  })
  test.each(Object.keys(leavesNoEvent).filter((path) => path.startsWith('staff.')))(
    '%s leaves none',
    async (path) => {
      const { answer, events } = await writtenBy(database, () =>
        desk.ask(tokens.agent ?? '', path, undefined),
      )
      expect([answer.status, events]).toEqual([200, []])
    },
  )
  test('a search says what kind of thing was looked for and which accounts were shown, and not what was typed', async () => {
    const named = await addAccount(database, { name: 'Wilhelmina Quetzalcoatl' })
    const { events } = await writtenBy(database, () =>
      desk.ask(tokens.agent ?? '', 'accounts.search', { text: 'quetzalcoatl' }),
    )
    expect(events[0]?.detail).toEqual({ what: 'search', by: 'name', count: 1, accounts: [named] })
    expect(
      JSON.stringify(events, (_key, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      ).toLowerCase(),
    ).not.toContain('quetzal')
  })
})

describe('denied', () => {
  test.each(ofPeople.filter(({ who }) => who.length < roles.length && who !== 'anybody'))(
    '$path by another role leaves one event of the refusal',
    async ({ path, who, type }) => {
      const role = roles.find((each) => !who.includes(each)) ?? ''
      const { answer, events } = await writtenBy(database, () =>
        desk.ask(tokens[role] ?? '', path, { accountId }),
      )
      expect(answer.envelope?.code).toBe('NOT_ALLOWED')
      expect(events).toMatchObject([
        { outcome: 'refused', accountId, detail: { code: 'NOT_ALLOWED', what: path } },
      ])
      if (type === 'query') expect(events[0]?.action).toBe('read')
    },
  )
})

describe('not readable', () => {
  test.each(ofPeople.filter(({ takesInput }) => takesInput))(
    '$path leaves one event of invalid input',
    async ({ path, who }) => {
      const token = await freshToken(who)
      const { answer, events } = await writtenBy(database, () => desk.ask(token, path, { strange: true }))
      expect(answer.envelope?.code).toBe('BAD_REQUEST')
      expect(events).toMatchObject([{ outcome: 'invalid', detail: { code: 'BAD_REQUEST', what: path } }])
    },
  )
  test('a flood of it leaves twenty a minute, and the last one says so', async () => {
    const token = await tokenOf(database, 'alex')
    const { events } = await writtenBy(database, async () => {
      for (let times = 0; times < 60; times += 1) await desk.ask(token, 'adjustments.accountPage', {})
    })
    expect(events).toHaveLength(20)
    expect(events.at(-1)?.detail).toMatchObject({ more: 'left out' })
  })
})

describe('not there', () => {
  const nowhere = '999999999'
  test.each([
    ['adjustments.accountPage', 'agent', { accountId: nowhere }],
    [
      'adjustments.preview',
      'agent',
      { accountId: nowhere, outageId, amount: '500', reasonCode: 'goodwill', note: '' },
    ],
    ['adjustments.openDraft', 'agent', { accountId: nowhere, outageId }],
    ['adjustments.requestPage', 'agent', { accountId: nowhere, adjustmentId: '1' }],
    ['adjustments.withdraw', 'agent', { accountId: nowhere, adjustmentId: '1' }],
    [
      'adjustments.approve',
      'supervisor',
      { accountId: nowhere, adjustmentId: '1', amount: '100', reason: 'Seen.' },
    ],
    ['adjustments.refuse', 'supervisor', { accountId: nowhere, adjustmentId: '1', reason: 'Not seen.' }],
    [
      'adjustments.reverse',
      'supervisor',
      { accountId: nowhere, adjustmentId: '1', amount: '100', reason: 'Wrong.' },
    ],
    ['ledger.resend', 'manager', { accountId: nowhere, transferId: '1', reason: 'Again.' }],
    ['credits.run', 'agent', { runId: '999' }],
    ['credits.stopRun', 'manager', { runId: '999', because: 'A test of it.' }],
    ['programmes.page', 'agent', { programmeId: 'no-such-programme' }],
    ['staff.lift', 'manager', { switchId: '999' }],
    ['audit.event', 'auditor', { kind: 'desk', eventId: '999999' }],
  ])('%s leaves one event of the refusal', async (path, role, input) => {
    const { answer, events } = await writtenBy(database, () => desk.ask(tokens[role] ?? '', path, input))
    expect(answer.status, answer.text).toBeGreaterThanOrEqual(400)
    expect(events).toMatchObject([
      { outcome: 'refused', detail: { code: answer.envelope?.code, what: path } },
    ])
  })
})

describe('a journal that takes no row', () => {
  const refuse = async (how: 'on' | 'off') => {
    for (const table of ['account_events', 'desk_events'])
      if (how === 'on') {
        await sql`create or replace function take_no_row() returns trigger language plpgsql as $$
          begin raise exception 'no row is taken' using table = tg_table_name; end $$`.execute(database.db)
        await sql`create trigger takes_no_row before insert on ${sql.table(table)} for each row execute function take_no_row()`.execute(
          database.db,
        )
      } else await sql`drop trigger takes_no_row on ${sql.table(table)}`.execute(database.db)
  }

  test('v5.0.0-16.5.3 stops every procedure: 503, nothing of a customer, and nothing is changed', async () => {
    const gift = { accountId: await addAccount(database), outageId }
    const well: [string, unknown][] = []
    for (const [path, input] of Object.entries(questions)) well.push([path, await input()])
    const before = await stateHash(database)
    await refuse('on')
    try {
      for (const [path, input] of well) {
        const { who } = procedures.find((each) => each.path === path) ?? { who: [] }
        const answer = await desk.ask(tokens[roleOf(who)] ?? '', path, input)
        expect([path, answer.status, answer.envelope?.code, answer.data]).toEqual([path, 503, 'BUSY', null])
      }
      for (const { path, who } of ofPeople.filter(({ type }) => type === 'mutation')) {
        const answer = await desk.ask(await freshToken(who), path, {})
        expect([path, answer.status, answer.data]).toEqual([path, 503, null])
      }
      const given = await desk.ask(tokens.agent ?? '', 'adjustments.openDraft', gift)
      expect([given.status, given.envelope?.saved]).toEqual([503, false])
      const stopped = await desk.ask(tokens.manager ?? '', 'staff.stop', {
        scope: 'manual',
        reason: 'A test of it.',
      })
      expect([stopped.status, stopped.envelope?.saved]).toEqual([503, false])
    } finally {
      await refuse('off')
    }
    expect(await stateHash(database)).toBe(before)
  })
})
