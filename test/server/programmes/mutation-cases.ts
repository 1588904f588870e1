import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { signedIn } from '#test/support/calls.ts'
import { deskJournal, programme } from '#test/support/desk.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations of programmes, for test/server/mutations.test.ts. */
export function programmeCases(database: Database): Record<string, MutationCase> {
  let programmesMade = 0
  /** A programme of its own, for another cause than the one in force. */
  const programmeText = () => {
    programmesMade += 1
    const trigger = { ...programme.trigger, kind: 'discretionary' }
    return JSON.stringify({ ...programme, id: `programme-${programmesMade}`, trigger })
  }
  const programmeDraft = async (state: 'draft' | 'submitted' = 'draft') => {
    const morgan = await signedIn(database, 'morgan')
    const { programmeId, version, revision } = await morgan.programmes.save({
      draft: null,
      text: programmeText(),
      outageId: null,
    })
    const key = { programmeId, version, revision }
    if (state === 'submitted') await morgan.programmes.submit(key)
    return key
  }
  const versionOf = ({ programmeId, version }: { programmeId: string; version: number }) => ({
    programmeId,
    version,
  })

  return {
    'programmes.save': {
      as: 'morgan',
      input: async () => ({ draft: null, text: programmeText(), outageId: null }),
      works: async (_input, answer) => {
        expect(answer).toMatchObject({ revision: 1, problems: [] })
        expect((await deskJournal(database, 'save-programme')).at(-1)).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'STALE',
      own: 'a draft is always one’s own; that of another is refused in lifecycle.test.ts',
    },
    'programmes.submit': {
      as: 'morgan',
      input: () => programmeDraft(),
      works: async (_input, answer) => {
        expect(answer).toMatchObject({ versions: [{ state: 'submitted', author: 'Morgan Hale' }] })
        expect((await deskJournal(database, 'submit-programme')).at(-1)).toMatchObject({
          actor: 'Morgan Hale',
        })
      },
      again: 'ALREADY_DECIDED',
      own: 'only one’s own is submitted; that of another is refused in lifecycle.test.ts',
    },
    'programmes.publish': {
      as: 'marta',
      input: () => programmeDraft('submitted'),
      works: async (_input, answer) => {
        expect(answer).toMatchObject({ versions: [{ state: 'published', publishedBy: 'Marta Kowalska' }] })
        expect((await deskJournal(database, 'publish-programme')).at(-1)).toMatchObject({
          actor: 'Marta Kowalska',
        })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'morgan', code: 'SELF_APPROVAL' },
    },
    'programmes.return': {
      as: 'marta',
      input: async () => ({ ...versionOf(await programmeDraft('submitted')), reason: 'Unclear wording.' }),
      works: async (_input, answer) => {
        expect(answer).toMatchObject({
          versions: [{ state: 'draft', returned: { because: 'Unclear wording.' } }],
        })
        expect((await deskJournal(database, 'return-programme')).at(-1)).toMatchObject({
          actor: 'Marta Kowalska',
          reason: 'Unclear wording.',
        })
      },
      again: 'ALREADY_DECIDED',
      own: 'one may take back what one submitted',
    },
    'programmes.withdraw': {
      as: 'morgan',
      input: async () => ({ ...versionOf(await programmeDraft()), reason: 'Not needed.' }),
      works: async (_input, answer) => {
        expect(answer).toMatchObject({
          versions: [{ state: 'withdrawn', ended: { because: 'Not needed.' } }],
        })
        expect((await deskJournal(database, 'withdraw-programme')).at(-1)).toMatchObject({
          actor: 'Morgan Hale',
          reason: 'Not needed.',
        })
      },
      again: 'ALREADY_DECIDED',
      own: 'a draft is its author’s to drop; that of another is refused in lifecycle.test.ts',
    },
    'credits.simulate': {
      as: 'morgan',
      input: async () => ({ ...versionOf(await programmeDraft()), against: null }),
      works: async ({ programmeId = '' }) => {
        const audrey = await signedIn(database, 'audrey')
        expect(await audrey.credits.simulations({ programmeId, version: 1 })).toMatchObject([
          { state: 'running', startedBy: 'Morgan Hale', result: null },
        ])
        expect((await deskJournal(database, 'start-simulation')).at(-1)).toMatchObject({
          actor: 'Morgan Hale',
        })
      },
      again: 'ALREADY_ASKED',
      own: 'one may simulate what one writes: that is what it is for',
    },
  }
}
