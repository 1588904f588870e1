import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { signedIn } from '#test/support/calls.ts'
import { deskJournal } from '#test/support/desk.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** Signing in and out, and the stop switches. */
export function deskCases(database: Database): Record<string, MutationCase> {
  async function liftAll(): Promise<void> {
    const marta = await signedIn(database, 'marta')
    for (const stop of (await marta.staff.desk()).stops) await marta.staff.lift({ switchId: stop.switchId })
  }
  return {
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
}
