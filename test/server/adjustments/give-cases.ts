import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { fillForm, give, type Person, pageOf, signedIn, verified } from '#test/support/calls.ts'
import { balanceOf, journalOf, outageId } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations around giving and deciding. */
export function giveCases(database: Database): Record<string, MutationCase> {
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
  return {
    'adjustments.openDraft': {
      as: 'alex',
      input: async () => ({ accountId: await addCalling('alex'), outageId }),
      works: async ({ accountId = '' }, answer) => {
        expect((await pageOf(await signedIn(database, 'alex'), accountId)).draft?.draftId).toBe(
          answer.draftId,
        )
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
        const page = await pageOf(await signedIn(database, 'alex'), accountId)
        expect(page.draft).toMatchObject({ amountText: '12.5', note: 'half a sentence' })
      },
      again: 'harmless',
      own: 'a draft is always one’s own',
    },
    'adjustments.give': {
      as: 'alex',
      input: async () =>
        (await fillForm(await signedIn(database, 'alex'), await addAccount(database), { amount: 500n }))
          .input,
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
  }
}
