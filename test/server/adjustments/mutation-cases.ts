import { expect } from 'vitest'
import { runProgramme } from '#server/credits/run-programme.ts'
import type { Database } from '#server/db/client.ts'
import { actorNamed } from '#server/staff/actor-named.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { balanceOf, journalOf, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations around sending back and taking back, for test/server/mutations.test.ts. */
export function reversalCases(database: Database): Record<string, MutationCase> {
  const lastAct = async (accountId: string) => (await journalOf(database, accountId)).at(-1)
  const request = async () => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(await signedIn(database, 'sofia'), accountId, { amount: 15_000n })
    return { accountId, adjustmentId }
  }
  /** A posted credit above a supervisor's limit, which she asks to have taken back. */
  const askedBack = async () => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(await signedIn(database, 'alex'), accountId, { amount: 12_000n })
    const morgan = await signedIn(database, 'morgan')
    await morgan.adjustments.approve({ accountId, adjustmentId, amount: '12000', reason: '' })
    const sofia = await signedIn(database, 'sofia')
    const { reversalAsked } = await sofia.adjustments.reverse({
      accountId,
      adjustmentId,
      amount: '12000',
      reason: 'Wrong customer.',
    })
    return { accountId, reversalRequestId: reversalAsked?.reversalRequestId ?? '' }
  }
  return {
    'adjustments.sendBack': {
      as: 'morgan',
      input: async () => ({ ...(await request()), reason: 'Which line was it?' }),
      works: async ({ accountId = '' }) => {
        expect(await balanceOf(database, accountId)).toBe(0n)
        expect(await lastAct(accountId)).toMatchObject({
          action: 'return-adjustment',
          actor: 'Morgan Hale',
          reason: 'Which line was it?',
        })
        const page = await (await signedIn(database, 'sofia')).adjustments.accountPage({ accountId })
        expect(page.draft).toMatchObject({ amountText: '150.00', reasonCode: 'goodwill' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'sofia', code: 'SELF_APPROVAL' },
    },
    'adjustments.settle': {
      as: 'alex',
      input: async () => ({ accountId: await addAccount(database) }),
      works: async (_input, answer) => {
        expect(answer).toEqual({ settled: true })
      },
      again: 'same answer',
      own: 'it only waits for what is under way',
    },
    'adjustments.reverseCredit': {
      as: 'sofia',
      input: async () => {
        const accountId = await addAccount(database)
        await runProgramme(database, { actor: await actorNamed(database.db, 'morgan') }, programme)
        const { creditId } = await database.db
          .selectFrom('credits')
          .select('creditId')
          .where('accountId', '=', accountId)
          .executeTakeFirstOrThrow()
        return { accountId, creditId: creditId.toString(), amount: '500', reason: 'Wrong customer.' }
      },
      works: async ({ accountId = '' }) => {
        expect(await balanceOf(database, accountId)).toBe(0n)
        expect(await lastAct(accountId)).toMatchObject({ action: 'reverse-credit', actor: 'Sofia Lindqvist' })
      },
      again: 'ALREADY_REVERSED',
      own: { as: 'morgan', code: 'OWN_GRANT' },
    },
    'adjustments.approveReversal': {
      as: 'marta',
      input: askedBack,
      works: async ({ accountId = '' }) => {
        expect(await balanceOf(database, accountId)).toBe(0n)
        expect(await lastAct(accountId)).toMatchObject({
          action: 'approve-reversal',
          actor: 'Marta Kowalska',
        })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'OWN_GRANT' },
    },
    'adjustments.refuseReversal': {
      as: 'marta',
      input: async () => ({ ...(await askedBack()), reason: 'It was right.' }),
      works: async ({ accountId = '' }) => {
        expect(await balanceOf(database, accountId)).toBe(12_000n)
        expect(await lastAct(accountId)).toMatchObject({ action: 'refuse-reversal', actor: 'Marta Kowalska' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'sofia', code: 'SELF_APPROVAL' },
    },
    'adjustments.withdrawReversal': {
      as: 'sofia',
      input: askedBack,
      works: async ({ accountId = '' }) => {
        expect(await lastAct(accountId)).toMatchObject({
          action: 'withdraw-reversal',
          actor: 'Sofia Lindqvist',
        })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'marta', code: 'NOT_ALLOWED' },
    },
  }
}
