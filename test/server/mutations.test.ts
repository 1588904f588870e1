import { describe, expect, test } from 'vitest'
import { appRouter } from '#server/router.ts'
import { roles } from '#shared/staff/roles.ts'
import {
  browser,
  callPath,
  fillForm,
  give,
  type Person,
  personOfRole,
  refusalFrom,
  signedIn,
  verified,
} from '#test/support/calls.ts'
import { balanceOf, deskJournal, journalOf, openDesk, outageId, stateHash } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'
import { writtenBy } from '#test/support/written.ts'
import { reversalCases } from './adjustments/mutation-cases.ts'
import { callerCases } from './contacts/mutation-cases.ts'
import { runCases } from './credits/mutation-cases.ts'
import { ledgerCases } from './ledger/mutation-cases.ts'
import { programmeCases } from './programmes/mutation-cases.ts'
import { peopleCases } from './staff/mutation-cases.ts'

const database = await openDesk()
const procedures = Object.entries(appRouter._def.procedures as Record<string, unknown>).map(
  ([path, procedure]) => {
    const { type, meta } = (
      procedure as { _def: { type: string; meta?: { who?: 'anybody' | readonly string[] } } }
    )._def
    return { path, type, who: meta?.who }
  },
)

const request = async () => {
  const accountId = await addAccount(database)
  const { adjustmentId } = await give(await signedIn(database, 'sofia'), accountId, { amount: 15_000n })
  return { accountId, adjustmentId }
}
/** An account whose caller has been verified to this person. */
const addCalling = async (who: Person) => {
  const accountId = await addAccount(database)
  await verified(await signedIn(database, who), accountId)
  return accountId
}
const lastAct = async (accountId: string) => (await journalOf(database, accountId)).at(-1)

const cases: Record<string, MutationCase> = {
  'adjustments.openDraft': {
    as: 'alex',
    input: async () => ({ accountId: await addCalling('alex'), outageId }),
    works: async ({ accountId = '' }, answer) => {
      expect(
        (
          await (
            await verified(await signedIn(database, 'alex'), accountId)
          ).adjustments.accountPage({ accountId })
        ).draft?.draftId,
      ).toBe(answer.draftId)
    },
    again: 'same answer',
    own: 'a draft is always one’s own',
  },
  'adjustments.saveDraft': {
    as: 'alex',
    input: async () => {
      const accountId = await addCalling('alex')
      const { draftId } = await (await signedIn(database, 'alex')).adjustments.openDraft({
        accountId,
        outageId,
      })
      return { accountId, draftId, amountText: '12.5', reasonCode: 'goodwill', note: 'half a sentence' }
    },
    works: async ({ accountId = '' }) => {
      const page = await (
        await verified(await signedIn(database, 'alex'), accountId)
      ).adjustments.accountPage({ accountId })
      expect(page.draft).toMatchObject({ amountText: '12.5', note: 'half a sentence' })
    },
    again: 'harmless',
    own: 'a draft is always one’s own',
  },
  'adjustments.give': {
    as: 'alex',
    input: async () =>
      (await fillForm(await signedIn(database, 'alex'), await addAccount(database), { amount: 500n })).input,
    works: async ({ accountId = '' }) => {
      expect(await balanceOf(database, accountId)).toBe(500n)
      expect(await lastAct(accountId)).toMatchObject({
        action: 'give-adjustment',
        actor: 'Alex Rivera',
        detail: { amount: '500' },
      })
    },
    again: 'same answer',
    own: 'a draft is always one’s own',
  },
  'adjustments.approve': {
    as: 'morgan',
    input: async () => ({ ...(await request()), amount: '15000', reason: 'Evidence seen.' }),
    works: async ({ accountId = '' }) => {
      expect(await balanceOf(database, accountId)).toBe(15_000n)
      expect(await lastAct(accountId)).toMatchObject({
        action: 'approve-adjustment',
        actor: 'Morgan Hale',
        reason: 'Evidence seen.',
      })
    },
    again: 'ALREADY_DECIDED',
    own: { as: 'sofia', code: 'SELF_APPROVAL' },
  },
  'adjustments.refuse': {
    as: 'morgan',
    input: async () => ({ ...(await request()), reason: 'No evidence.' }),
    works: async ({ accountId = '' }) => {
      expect(await balanceOf(database, accountId)).toBe(0n)
      expect(await lastAct(accountId)).toMatchObject({
        action: 'refuse-adjustment',
        actor: 'Morgan Hale',
        reason: 'No evidence.',
      })
    },
    again: 'ALREADY_DECIDED',
    own: { as: 'sofia', code: 'SELF_APPROVAL' },
  },
  'adjustments.withdraw': {
    as: 'sofia',
    input: request,
    works: async ({ accountId = '' }) => {
      expect(await balanceOf(database, accountId)).toBe(0n)
      expect(await lastAct(accountId)).toMatchObject({
        action: 'withdraw-adjustment',
        actor: 'Sofia Lindqvist',
      })
    },
    again: 'ALREADY_DECIDED',
    own: 'only one’s own can be withdrawn; that of another is refused in requests.test.ts',
  },
  'adjustments.reverse': {
    as: 'morgan',
    input: async () => {
      const accountId = await addAccount(database)
      const { adjustmentId } = await give(await signedIn(database, 'sofia'), accountId, { amount: 900n })
      return { accountId, adjustmentId, amount: '900', reason: 'Wrong customer.' }
    },
    works: async ({ accountId = '' }) => {
      expect(await balanceOf(database, accountId)).toBe(0n)
      expect(await lastAct(accountId)).toMatchObject({
        action: 'reverse-adjustment',
        actor: 'Morgan Hale',
        reason: 'Wrong customer.',
      })
    },
    again: 'ALREADY_REVERSED',
    own: { as: 'sofia', code: 'OWN_GRANT' },
  },
  ...callerCases(database),
  ...ledgerCases(database),
  ...programmeCases(database),
  ...reversalCases(database),
  ...runCases(database),
  ...peopleCases(database),
  'staff.stop': {
    as: 'morgan',
    input: async () => {
      await liftAll()
      return { scope: 'manual', reason: 'A test of the switch.' }
    },
    works: async () => {
      expect((await deskJournal(database, 'stop-credits')).at(-1)).toMatchObject({
        actor: 'Morgan Hale',
        reason: 'A test of the switch.',
      })
    },
    again: 'ALREADY_DECIDED',
    own: 'a stop belongs to the desk',
  },
  'staff.lift': {
    as: 'morgan',
    input: async () => {
      await liftAll()
      const desk = await (await signedIn(database, 'marta')).staff.stop({
        scope: 'manual',
        reason: 'A test of the switch.',
      })
      return { switchId: desk.stops[0]?.switchId }
    },
    works: async (_input, answer) => {
      expect(answer.stops).toEqual([])
      expect((await deskJournal(database, 'lift-stop')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
    },
    again: 'NOT_FOUND',
    own: 'a stop belongs to the desk',
  },
  'staff.signIn': {
    as: 'alex',
    input: async () => ({ username: 'alex', password: 'makeright-demo' }),
    works: async (_input, answer) => {
      expect(answer).toMatchObject({ name: 'Alex Rivera', role: 'agent' })
      expect((await deskJournal(database, 'sign-in')).at(-1)).toMatchObject({ outcome: 'done' })
    },
    again: 'harmless',
    own: 'everybody signs in for themselves',
  },
  'staff.signOut': {
    as: 'alex',
    input: async () => undefined,
    works: async (_input, answer) => {
      expect(answer).toEqual({ signedOut: true })
    },
    again: 'same answer',
    own: 'everybody signs out for themselves',
  },
}

async function liftAll(): Promise<void> {
  const marta = await signedIn(database, 'marta')
  for (const stop of (await marta.staff.desk()).stops) await marta.staff.lift({ switchId: stop.switchId })
}

describe('every procedure', () => {
  test.each(procedures)('$path declares who may call it', ({ who }) => {
    expect(who, 'Build it with openProcedure or procedureFor(...roles) of server/trpc.ts.').toBeDefined()
    if (Array.isArray(who)) expect(who.filter((role) => !roles.includes(role))).toEqual([])
  })

  test.each(procedures.filter(({ who }) => who !== 'anybody'))(
    '$path refuses who is not signed in, and other roles',
    async ({ path, who }) => {
      const hash = await stateHash(database)
      expect(await refusalFrom(callPath(browser(database).caller, path, {}))).toMatchObject({
        code: 'SESSION_EXPIRED',
        retry: 'same-key',
      })
      expect(await refusalFrom(callPath(browser(database, 'A'.repeat(43)).caller, path, {}))).toMatchObject({
        code: 'SESSION_EXPIRED',
      })
      for (const role of roles.filter((each) => !who?.includes(each))) {
        const caller = await signedIn(database, personOfRole[role] ?? '')
        expect(await refusalFrom(callPath(caller, path, {}))).toMatchObject({ code: 'NOT_ALLOWED' })
      }
      expect(await stateHash(database)).toBe(hash)
    },
  )
})

describe('every mutation', () => {
  test('has a case here, and no case is left over', () => {
    const mutations = procedures.filter(({ type }) => type === 'mutation').map(({ path }) => path)
    const words =
      'A new mutation needs a case in test/server/mutations.test.ts: it works, it is refused, twice gives once.'
    expect(Object.keys(cases).sort(), words).toEqual(mutations.sort())
  })

  test.each(Object.entries(cases))(
    '%s works, is refused for other roles and for one’s own, and twice gives once',
    async (path, each) => {
      const who = procedures.find((procedure) => procedure.path === path)?.who
      const input = await each.input()
      const caller = await signedIn(database, each.as)

      const before = await stateHash(database)
      for (const role of who === 'anybody' ? [] : roles.filter((role) => !who?.includes(role))) {
        const other = await signedIn(database, personOfRole[role] ?? '')
        expect(await refusalFrom(callPath(other, path, input))).toMatchObject({ code: 'NOT_ALLOWED' })
      }
      if (typeof each.own === 'object') {
        const owner = await signedIn(database, each.own.as)
        expect(await refusalFrom(callPath(owner, path, input))).toMatchObject({ code: each.own.code })
      }
      expect(await stateHash(database), 'a refusal changed something').toBe(before)

      const { answer, events } = await writtenBy(database, () => callPath(caller, path, input))
      expect(events, 'an act leaves one event').toHaveLength(1)
      await each.works((input ?? {}) as Record<string, string>, answer as Record<string, unknown>)

      const after = await stateHash(database)
      if (each.again === 'same answer')
        expect(JSON.stringify(await callPath(caller, path, input))).toBe(JSON.stringify(answer))
      else if (each.again === 'harmless') await callPath(caller, path, input)
      else expect(await refusalFrom(callPath(caller, path, input))).toMatchObject({ code: each.again })
      const same = (hash: string) =>
        hash
          .split('\n')
          .filter((line) => each.again !== 'harmless' || !line.startsWith('drafts:'))
          .join('\n')
      expect(same(await stateHash(database)), 'the second time changed something').toBe(same(after))
    },
  )
})
