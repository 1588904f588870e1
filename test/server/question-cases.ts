import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { give, signedIn, verified } from '#test/support/calls.ts'
import { outageId, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

/** Input for every question that takes one, for the tests of this folder and for the drills that try each procedure. */
export function questionCases(database: Database): Record<string, () => Promise<unknown>> {
  let seen: Promise<{ accountId: string; adjustmentId: string }> | undefined
  /** An account with a request, whose caller has been verified to Alex. Looking changes nothing: one is enough. */
  const looked = () => {
    seen ??= (async () => {
      const accountId = await addAccount(database)
      const { adjustmentId } = await give(await signedIn(database, 'sofia'), accountId, { amount: 15_000n })
      await verified(await signedIn(database, 'alex'), accountId)
      return { accountId, adjustmentId }
    })()
    return seen
  }
  const account = async () => ({ accountId: (await looked()).accountId })
  const version = { programmeId: programme.id, version: programme.version }
  return {
    'accounts.search': async () => ({ text: (await looked()).accountId }),
    'accounts.recent': async () => ({ accountIds: [(await looked()).accountId] }),
    'adjustments.accountPage': account,
    'adjustments.creditWorking': account,
    'adjustments.preview': async () => ({
      ...(await account()),
      outageId,
      amount: '500',
      reasonCode: 'goodwill',
      note: '',
    }),
    'adjustments.queue': async () => ({ show: 'waiting' }),
    'adjustments.requestPage': looked,
    'audit.journal': async () => ({}),
    'audit.event': async () => {
      await looked()
      const found = await sql<{
        last: bigint
      }>`select max(event_id)::bigint as last from desk_events`.execute(database.db)
      return { kind: 'desk', eventId: `${found.rows[0]?.last ?? 0n}` }
    },
    'contacts.card': account,
    'credits.runs': async () => ({}),
    'credits.run': async () => {
      const morgan = await signedIn(database, 'morgan')
      const [run] = await morgan.credits.runs({})
      return run ? { runId: run.runId } : morgan.credits.startRun(version)
    },
    'credits.outage': async () => ({ outageId }),
    'credits.simulations': async () => version,
    'ledger.promises': async () => ({ show: 'act' }),
    'ledger.month': async () => ({ month: '2024-03' }),
    'programmes.page': async () => ({ programmeId: programme.id }),
    'staff.people': async () => ({}),
  }
}
