import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { signedIn } from '#test/support/calls.ts'
import { asTheDesk, deskJournal, journalOf } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

let made = 0

/** The mutations around people, for test/server/mutations.test.ts. Each is about somebody of its own. */
export function peopleCases(database: Database): Record<string, MutationCase> {
  const lastAct = async (action: string) => (await deskJournal(database, action)).at(-1)
  const personRow = async (staffId: string) =>
    database.db
      .selectFrom('staff')
      .selectAll()
      .where('staffId', '=', BigInt(staffId))
      .executeTakeFirstOrThrow()
  const somebody = async (): Promise<string> => {
    made += 1
    const { staffId } = await asTheDesk(database, (work) =>
      work.tx
        .insertInto('staff')
        .values({ name: `Somebody ${made}`, role: 'agent', limitLevel: 'agent' })
        .returning('staffId')
        .executeTakeFirstOrThrow(),
    )
    return staffId.toString()
  }
  const withPassword = async (): Promise<string> => {
    const staffId = await somebody()
    await asTheDesk(database, (work) =>
      work.tx
        .insertInto('signIns')
        .values({ username: `somebody-${made}`, staffId: BigInt(staffId), passwordHash: 'none that matches' })
        .execute(),
    )
    return staffId
  }
  const reason = 'A test of it.'
  const asked = async () => {
    const staffId = await somebody()
    const adam = await signedIn(database, 'adam')
    await adam.staff.askChange({ staffId, role: 'supervisor', level: 'supervisor', reason })
    const page = await adam.staff.people({})
    return { changeId: page.waiting.find((change) => change.staffId === staffId)?.changeId ?? '' }
  }
  const aboutAdam = async () => {
    const staffId = await database.db
      .selectFrom('signIns')
      .select('staffId')
      .where('username', '=', 'adam')
      .executeTakeFirstOrThrow()
    return staffId.staffId.toString()
  }
  const linked = async () => {
    const input = { staffId: await somebody(), accountId: await addAccount(database), reason }
    await (await signedIn(database, 'adam')).staff.linkAccount({ ...input, relation: 'own' })
    return input
  }
  return {
    'staff.askPerson': {
      as: 'adam',
      input: async () => {
        made += 1
        return { username: `new-${made}`, name: 'New Person', role: 'agent', level: 'agent', reason }
      },
      works: async ({ username }, answer) => {
        expect(answer).toEqual({ state: 'requested', firstPassword: null })
        expect(await lastAct('ask-change')).toMatchObject({
          actor: 'Adam Osei',
          detail: { kind: 'add', username },
        })
      },
      again: 'ALREADY_ASKED',
      own: 'nobody who is there can be asked for as a new person',
    },
    'staff.askChange': {
      as: 'adam',
      input: async () => ({ staffId: await somebody(), role: 'supervisor', level: 'supervisor', reason }),
      works: async ({ staffId = '' }) => {
        expect(await personRow(staffId)).toMatchObject({ role: 'agent' })
        expect(await lastAct('ask-change')).toMatchObject({
          actor: 'Adam Osei',
          reason,
          detail: { staffId, role: 'supervisor', fromRole: 'agent' },
        })
      },
      again: 'ALREADY_ASKED',
      own: 'about oneself it is refused in people.test.ts',
    },
    'staff.agreeChange': {
      as: 'agnes',
      input: asked,
      works: async ({ changeId }) => {
        const act = await lastAct('agree-change')
        expect(act).toMatchObject({ actor: 'Agnes Moreau', detail: { changeId, role: 'supervisor' } })
        expect(await personRow(String(act?.detail.staffId))).toMatchObject({
          role: 'supervisor',
          limitLevel: 'supervisor',
        })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'adam', code: 'SELF_APPROVAL' },
    },
    'staff.refuseChange': {
      as: 'agnes',
      input: async () => ({ ...(await asked()), reason: 'Not yet.' }),
      works: async ({ changeId }) => {
        const act = await lastAct('refuse-change')
        expect(act).toMatchObject({ actor: 'Agnes Moreau', reason: 'Not yet.', detail: { changeId } })
        expect(await personRow(String(act?.detail.staffId))).toMatchObject({ role: 'agent' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'adam', code: 'SELF_APPROVAL' },
    },
    'staff.withdrawChange': {
      as: 'adam',
      input: asked,
      works: async ({ changeId }) => {
        expect(await lastAct('withdraw-change')).toMatchObject({ actor: 'Adam Osei', detail: { changeId } })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'agnes', code: 'NOT_ALLOWED' },
    },
    'staff.switchOff': {
      as: 'adam',
      input: async () => ({ staffId: await somebody(), reason: 'Has left.' }),
      works: async ({ staffId = '' }) => {
        expect(await personRow(staffId)).toMatchObject({ active: false })
        expect(await lastAct('switch-off')).toMatchObject({ actor: 'Adam Osei', reason: 'Has left.' })
      },
      again: 'ALREADY_DECIDED',
      own: 'about oneself it is refused in people.test.ts',
    },
    'staff.linkAccount': {
      as: 'agnes',
      input: async () => ({
        staffId: await aboutAdam(),
        accountId: await addAccount(database),
        relation: 'household',
        reason,
      }),
      works: async ({ accountId = '' }) => {
        expect((await journalOf(database, accountId)).at(-1)).toMatchObject({
          action: 'link-account',
          actor: 'Agnes Moreau',
          detail: { relation: 'household' },
        })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'adam', code: 'OWN_CHANGE' },
    },
    'staff.askWayBack': {
      as: 'adam',
      input: async () => ({
        staffId: await withPassword(),
        kind: 'new-password',
        proof: 'Came with the badge.',
      }),
      works: async ({ staffId = '', proof = '' }, answer) => {
        expect(answer).toEqual({ state: 'requested', firstPassword: null })
        expect(await lastAct('ask-change')).toMatchObject({
          actor: 'Adam Osei',
          reason: proof,
          detail: { kind: 'new-password', staffId },
        })
      },
      again: 'ALREADY_ASKED',
      own: 'about oneself it is refused in ways-back.test.ts',
    },
    'staff.askUnlink': {
      as: 'adam',
      input: linked,
      works: async ({ accountId = '', staffId }) => {
        expect(await lastAct('ask-change')).toMatchObject({
          detail: { kind: 'unlink', staffId, account: accountId },
        })
      },
      again: 'ALREADY_ASKED',
      own: 'about oneself it is refused in people.test.ts',
    },
  }
}
