import { expect } from 'vitest'
import { planHere } from '#server/credits/run-programme.ts'
import { workOnRuns } from '#server/credits/work-on-runs.ts'
import type { Database } from '#server/db/client.ts'
import { signedIn } from '#test/support/calls.ts'
import { deskJournal, programme } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations of the automatic run. */
export function runCases(database: Database): Record<string, MutationCase> {
  /** A run of Morgan's, planned or further; the one before is out of its way. */
  const run = async (state: 'planned' | 'running' | 'paused' | 'finished') => {
    const morgan = await signedIn(database, 'morgan')
    await addAccount(database)
    for (const { runId, state: other } of await morgan.credits.runs({}))
      if (other !== 'stopped' && other !== 'finished')
        await morgan.credits.stopRun({ runId, because: 'Room for another.' })
    const work = () => workOnRuns(database, { actor: null }, { plan: planHere })
    const { runId } = await morgan.credits.startRun({ programmeId: programme.id, version: programme.version })
    await work()
    if (state !== 'planned') await morgan.credits.postRest({ runId })
    if (state === 'paused') await morgan.credits.pauseRun({ runId, because: 'A look first.' })
    if (state === 'finished') await work()
    return { runId }
  }
  const stateOf = async (runId: string) =>
    (await (await signedIn(database, 'alex')).credits.run({ runId })).state
  const ofTheDesk = 'a run belongs to the desk; what it takes back is approved by another manager'

  return {
    'credits.startRun': {
      as: 'morgan',
      input: async () => {
        await run('finished')
        return { programmeId: programme.id, version: programme.version }
      },
      works: async (_input, answer) => {
        expect(await stateOf(String(answer.runId))).toBe('planning')
        expect((await deskJournal(database, 'start-run')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'ALREADY_ASKED',
      own: ofTheDesk,
    },
    'credits.postCanary': {
      as: 'morgan',
      input: async () => ({ ...(await run('planned')), accounts: 1 }),
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('canary')
        expect((await deskJournal(database, 'post-canary')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'ALREADY_DECIDED',
      own: ofTheDesk,
    },
    'credits.postRest': {
      as: 'marta',
      input: () => run('planned'),
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('running')
        expect((await deskJournal(database, 'post-rest')).at(-1)).toMatchObject({ actor: 'Marta Kowalska' })
      },
      again: 'ALREADY_DECIDED',
      own: ofTheDesk,
    },
    'credits.pauseRun': {
      as: 'morgan',
      input: async () => ({ ...(await run('running')), because: 'Somebody called about the notice.' }),
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('paused')
        expect((await deskJournal(database, 'pause-run')).at(-1)).toMatchObject({
          reason: 'Somebody called about the notice.',
        })
      },
      again: 'ALREADY_DECIDED',
      own: ofTheDesk,
    },
    'credits.resumeRun': {
      as: 'morgan',
      input: () => run('paused'),
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('running')
        expect((await deskJournal(database, 'resume-run')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'ALREADY_DECIDED',
      own: ofTheDesk,
    },
    'credits.stopRun': {
      as: 'morgan',
      input: async () => ({ ...(await run('running')), because: 'The wrong version.' }),
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('stopped')
        expect((await deskJournal(database, 'stop-run')).at(-1)).toMatchObject({
          reason: 'The wrong version.',
        })
      },
      again: 'ALREADY_DECIDED',
      own: ofTheDesk,
    },
    'credits.reverseRun': {
      as: 'morgan',
      input: async () => ({ ...(await run('finished')), because: 'The wrong outage.' }),
      works: async (_input, answer) => {
        expect(await stateOf(String(answer.runId))).toBe('planning')
        expect((await deskJournal(database, 'reverse-run')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'ALREADY_REVERSED',
      own: 'asking is not taking back: whoever started the run may ask, and another manager approves',
    },
    'credits.approveRun': {
      as: 'marta',
      input: async () => {
        const morgan = await signedIn(database, 'morgan')
        const asked = await morgan.credits.reverseRun({
          ...(await run('finished')),
          because: 'The wrong outage.',
        })
        await workOnRuns(database, { actor: null }, { plan: planHere })
        return asked
      },
      works: async ({ runId = '' }) => {
        expect(await stateOf(runId)).toBe('running')
        expect((await deskJournal(database, 'approve-run')).at(-1)).toMatchObject({ actor: 'Marta Kowalska' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'SELF_APPROVAL' },
    },
  }
}
