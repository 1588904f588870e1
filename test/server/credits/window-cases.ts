import { expect } from 'vitest'
import { planHere } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import { workOnWindows } from '#server/credits/work-on-windows.ts'
import type { Database } from '#server/db/client.ts'
import { signedIn } from '#test/support/calls.ts'
import { deskJournal, outageId } from '#test/support/desk.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations of an outage's window. */
export function windowCases(database: Database): Record<string, MutationCase> {
  const page = async () => (await signedIn(database, 'marta')).credits.outage({ outageId })
  /** Nothing is open of the outage, and no window waits. */
  const room = async () => {
    const marta = await signedIn(database, 'marta')
    for (const { runId, kind, state } of await marta.credits.runs({}))
      if (kind === 'credit' && state !== 'stopped' && state !== 'finished')
        await marta.credits.stopRun({ runId, because: 'Room for another window.' })
    const { proposal } = await page()
    if (proposal)
      await marta.credits.dropWindow({
        adjudicationId: proposal.adjudicationId,
        because: 'Room for another one.',
      })
  }
  /** The same window again, so that whatever is tried after it finds the outage as it was. */
  const ask = async () => {
    await room()
    const { window } = await page()
    return {
      outageId,
      startsAt: window.startsAt,
      endsAt: window.endsAt,
      windowSource: window.source,
      because: 'Other sites were loaded.',
    }
  }
  const proposed = async () => {
    const made = await (await signedIn(database, 'morgan')).credits.proposeWindow(await ask())
    await workOnRuns(database, { actor: null }, { plan: planHere })
    return made
  }
  const stateOf = async (adjudicationId = '') =>
    (await page()).decided.find((each) => each.adjudicationId === adjudicationId)?.state

  return {
    'credits.proposeWindow': {
      as: 'morgan',
      input: ask,
      works: async (_input, answer) => {
        expect((await page()).proposal?.adjudicationId).toBe(answer.adjudicationId)
        expect((await deskJournal(database, 'propose-window')).at(-1)).toMatchObject({
          actor: 'Morgan Hale',
        })
      },
      again: 'ALREADY_ASKED',
      own: 'proposing changes nothing: another manager puts it in force',
    },
    'credits.putWindowInForce': {
      as: 'marta',
      input: proposed,
      works: async ({ adjudicationId }) => {
        expect((await deskJournal(database, 'agree-window')).at(-1)).toMatchObject({
          actor: 'Marta Kowalska',
          detail: { adjudication: adjudicationId },
        })
        await workOnWindows(database, { actor: null })
        expect(await stateOf(adjudicationId)).toBe('in_force')
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'SELF_APPROVAL' },
    },
    'credits.dropWindow': {
      as: 'marta',
      input: async () => ({ ...(await proposed()), because: 'It is about another city.' }),
      works: async ({ adjudicationId }) => {
        expect(await stateOf(adjudicationId)).toBe('turned_down')
        expect((await deskJournal(database, 'drop-window')).at(-1)).toMatchObject({
          actor: 'Marta Kowalska',
          reason: 'It is about another city.',
        })
      },
      again: 'ALREADY_DECIDED',
      own: 'whoever proposed a window withdraws it, which gives nobody anything',
    },
  }
}
