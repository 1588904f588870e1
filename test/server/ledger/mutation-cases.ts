import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { give, signedIn } from '#test/support/calls.ts'
import { journalOf } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations around billing, for test/server/mutations.test.ts. */
export function ledgerCases(database: Database): Record<string, MutationCase> {
  const lastAct = async (accountId: string) => (await journalOf(database, accountId)).at(-1)
  /** An adjustment that billing did not take, on an account that is open or closed. */
  const unbilled = async (closed: boolean) => {
    const accountId = await addAccount(database)
    const { adjustmentId } = await give(await signedIn(database, 'morgan'), accountId, { amount: 900n })
    await database.db
      .updateTable('adjustments')
      .set({ billing: 'failed', failedOn: '2024-03-01', failedBecause: 'No such account.' })
      .where('accountId', '=', accountId)
      .execute()
    if (closed)
      await database.db
        .updateTable('accounts')
        .set({ status: 'closed', closedOn: '2024-02-28' })
        .where('accountId', '=', accountId)
        .execute()
    const posted = await database.db
      .selectFrom('transfers')
      .select('transferId')
      .where('accountId', '=', accountId)
      .where('adjustmentId', '=', BigInt(adjustmentId))
      .executeTakeFirstOrThrow()
    return { accountId, transferId: posted.transferId.toString() }
  }
  return {
    'ledger.resend': {
      as: 'marta',
      input: async () => ({ ...(await unbilled(false)), reason: 'The account was mended at billing.' }),
      works: async ({ accountId = '' }, answer) => {
        expect(answer).toMatchObject({ billing: 'queued', delivery: 'waiting' })
        expect(await lastAct(accountId)).toMatchObject({ action: 'resend-billing', actor: 'Marta Kowalska' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'OWN_GRANT' },
    },
    'ledger.settle': {
      as: 'marta',
      input: async () => ({ ...(await unbilled(true)), way: 'refund', reason: 'The final bill is out.' }),
      works: async ({ accountId = '' }, answer) => {
        expect(answer).toMatchObject({ billing: 'queued', delivery: 'waiting' })
        expect(await lastAct(accountId)).toMatchObject({ action: 'settle-closed', detail: { way: 'refund' } })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'OWN_GRANT' },
    },
  }
}
