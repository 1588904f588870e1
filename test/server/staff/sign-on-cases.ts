import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { openSession } from '#server/staff/sessions.ts'
import { signedIn, staffIdOf } from '#test/support/calls.ts'
import { codeOf, withSecondFactor } from '#test/support/codes.ts'
import { asTheDesk, deskJournal } from '#test/support/desk.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations around one's own sign-in, for test/server/mutations.test.ts. */
export function signOnCases(database: Database): Record<string, MutationCase> {
  const lastAct = async (action: string) => (await deskJournal(database, action)).at(-1)
  const own = 'it is always one’s own; that of another is refused in sign-on.test.ts'
  return {
    'signOn.giveCode': {
      as: 'sam',
      input: async () => ({ code: codeOf(await withSecondFactor(database, 'sam')) }),
      token: async () => {
        const staffId = await staffIdOf(database, 'sam')
        return asTheDesk(database, (work) => openSession(work, { staffId, stage: 'half' }))
      },
      works: async (_input, answer) => {
        expect(answer).toMatchObject({ name: 'Sam Okafor' })
        expect(await lastAct('sign-in')).toMatchObject({ detail: { how: 'code' } })
      },
      again: 'SESSION_EXPIRED',
      own,
    },
    'signOn.stepUp': {
      as: 'morgan',
      input: async () => ({ password: 'makeright-demo' }),
      works: async () => {
        expect(await lastAct('step-up')).toMatchObject({ actor: 'Morgan Hale', detail: { how: 'password' } })
      },
      again: 'harmless',
      own,
    },
    'signOn.endSession': {
      as: 'adam',
      input: async () => {
        const staffId = await staffIdOf(database, 'alex')
        await asTheDesk(database, (work) => openSession(work, staffId))
        const [latest] = await database.db
          .selectFrom('sessions')
          .select('sessionId')
          .where('staffId', '=', staffId)
          .orderBy('sessionId', 'desc')
          .execute()
        return { sessionId: latest?.sessionId.toString() }
      },
      works: async (_input, answer) => {
        expect(answer).toEqual({ ended: 1, here: false })
        expect(await lastAct('end-session')).toMatchObject({ actor: 'Adam Osei' })
      },
      again: 'NOT_FOUND',
      own: 'one’s own may be ended as well',
    },
    'signOn.endSessions': {
      as: 'morgan',
      input: async () => ({}),
      works: async () => {
        expect(await lastAct('end-sessions')).toMatchObject({ actor: 'Morgan Hale' })
      },
      again: 'harmless',
      own,
    },
    'signOn.beginSecondFactor': {
      as: 'alex',
      input: async () => undefined,
      works: async (_input, answer) => {
        expect(answer.secret).toMatch(/^[A-Z2-7]{32}$/)
      },
      again: 'same answer',
      own,
    },
    'signOn.confirmSecondFactor': {
      as: 'marta',
      input: async () => {
        const marta = await signedIn(database, 'marta')
        return { code: codeOf((await marta.signOn.beginSecondFactor()).secret) }
      },
      works: async (_input, answer) => {
        expect(answer.codes).toHaveLength(10)
        const marta = await signedIn(database, 'marta')
        expect((await marta.signOn.mine()).secondFactor?.recoveryCodesLeft).toBe(10)
      },
      again: 'ALREADY_DECIDED',
      own,
    },
    'signOn.newRecoveryCodes': {
      as: 'audrey',
      input: async () => {
        await withSecondFactor(database, 'audrey')
        const { secondFactor } = await (await signedIn(database, 'audrey')).signOn.mine()
        return { madeAt: secondFactor?.codesMadeAt ?? null }
      },
      works: async (_input, answer) => {
        expect(new Set(answer.codes as string[]).size).toBe(10)
      },
      again: 'STALE',
      own,
    },
    'signOn.removeSecondFactor': {
      as: 'adam',
      input: async () => {
        await withSecondFactor(database, 'adam')
        return undefined
      },
      works: async () => {
        expect((await (await signedIn(database, 'adam')).signOn.mine()).secondFactor).toBeNull()
      },
      again: 'NOT_FOUND',
      own,
    },
    'signOn.changePassword': {
      as: 'audrey',
      input: async () => ({ password: 'a sentence that is long enough' }),
      works: async () => {
        expect(await lastAct('change-password')).toMatchObject({ actor: 'Audrey Nakamura' })
      },
      again: 'ALREADY_DECIDED',
      own,
    },
  }
}
