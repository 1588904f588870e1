import { expect } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { demoPasscode } from '#server/demo/callers.ts'
import { signedIn, verified } from '#test/support/calls.ts'
import { journalOf } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'

/** The mutations around callers, for test/server/mutations.test.ts. */
export function callerCases(database: Database): Record<string, MutationCase> {
  const holder = async () => ({ accountId: await addAccount(database), talksTo: 'holder' as const })
  const lastAct = async (accountId: string) => (await journalOf(database, accountId, ['read'])).at(-1)
  const contactOf = (accountId: string) =>
    database.db.selectFrom('contacts').selectAll().where('accountId', '=', accountId).executeTakeFirst()
  const isVerifiedBy =
    (way: string): MutationCase['works'] =>
    async ({ accountId = '' }, answer) => {
      expect(answer).toMatchObject({ verified: true, contact: { verification: way } })
      expect(await contactOf(accountId)).toMatchObject({ verification: way, endedAt: null })
      expect(await lastAct(accountId)).toMatchObject({ actor: 'Alex Rivera', outcome: 'done' })
    }
  const calling = async () => {
    const { accountId } = await holder()
    await verified(await signedIn(database, 'alex'), accountId)
    return { accountId }
  }
  const own = 'a conversation is always one’s own'
  return {
    'contacts.begin': {
      as: 'alex',
      input: holder,
      works: async ({ accountId = '' }) => {
        expect(await contactOf(accountId)).toMatchObject({ talksTo: 'holder', verification: null })
      },
      again: 'same answer',
      own,
    },
    'contacts.checkPasscode': {
      as: 'alex',
      input: async () => ({ ...(await holder()), passcode: demoPasscode }),
      works: isVerifiedBy('passcode'),
      again: 'same answer',
      own,
    },
    'contacts.sendCode': {
      as: 'alex',
      input: async () => ({ ...(await holder()), to: 'text' }),
      works: async ({ accountId = '' }, answer) => {
        expect(answer.address).toMatch(/^•••-•••-\d{4}$/)
        const [notice, ...others] = await noticesOf(database, accountId)
        expect(others).toEqual([])
        expect(notice).toMatchObject({ kind: 'code', channel: 'text', state: 'waiting' })
        expect(notice?.body).not.toContain(String(answer.demoCode))
      },
      again: 'TOO_MANY',
      own,
    },
    'contacts.checkCode': {
      as: 'alex',
      input: async () => {
        const ask = await holder()
        const sent = await (await signedIn(database, 'alex')).contacts.sendCode({ ...ask, to: 'email' })
        return { ...ask, code: sent.demoCode }
      },
      works: isVerifiedBy('code'),
      again: 'same answer',
      own,
    },
    'contacts.callBack': {
      as: 'alex',
      input: holder,
      works: async ({ accountId = '' }, answer) => {
        expect(answer).toMatchObject({
          number: expect.stringMatching(/^\+1/),
          contact: { callingBack: true },
        })
        expect(await lastAct(accountId)).toMatchObject({ action: 'call-back' })
      },
      again: 'same answer',
      own,
    },
    'contacts.confirmCallBack': {
      as: 'alex',
      input: async () => {
        const ask = await holder()
        await (await signedIn(database, 'alex')).contacts.callBack(ask)
        return { accountId: ask.accountId }
      },
      works: isVerifiedBy('call-back'),
      again: 'same answer',
      own,
    },
    'contacts.checkBusinessContact': {
      as: 'alex',
      input: async () => {
        const accountId = await addAccount(database, { type: 'business' })
        await database.db
          .insertInto('businessContacts')
          .values({ accountId, nameWords: 'jordan lee', name: 'Jordan Lee' })
          .execute()
        return { accountId, name: ' jordan  LEE ' }
      },
      works: isVerifiedBy('business-contact'),
      again: 'same answer',
      own,
    },
    'contacts.breakGlass': {
      as: 'alex',
      input: async () => ({
        accountId: await addAccount(database),
        talksTo: 'nobody',
        reason: 'A letter of 26 February.',
      }),
      works: async ({ accountId = '' }) => {
        expect(await contactOf(accountId)).toMatchObject({ verification: 'break-glass', reviewedBy: null })
        expect(await lastAct(accountId)).toMatchObject({
          action: 'break-glass',
          reason: 'A letter of 26 February.',
        })
      },
      again: 'same answer',
      own,
    },
    'contacts.wrapUp': {
      as: 'alex',
      input: async () => ({ ...(await calling()), outcome: 'explained' }),
      works: async ({ accountId = '' }) => {
        expect(await contactOf(accountId)).toMatchObject({ outcome: 'explained', endedAt: expect.any(Date) })
      },
      again: 'NOT_FOUND',
      own,
    },
    'contacts.reveal': {
      as: 'alex',
      input: async () => ({ ...(await calling()), what: 'address', reason: 'To send a letter.' }),
      works: async ({ accountId = '' }, answer) => {
        expect(answer.value).toBe('1 Main St, Denver, CO 80202')
        const act = await lastAct(accountId)
        expect(act).toMatchObject({
          action: 'reveal',
          reason: 'To send a letter.',
          detail: { what: 'address' },
        })
        expect(JSON.stringify(act)).not.toContain('Main St')
      },
      again: 'same answer',
      own: 'what is shown is never one’s own',
    },
    'contacts.change': {
      as: 'alex',
      input: async () => ({ ...(await calling()), what: 'email', email: 'new.address@example.com' }),
      works: async ({ accountId = '' }) => {
        const told = await noticesOf(database, accountId)
        expect(told.map(({ address }) => address)).toEqual([
          expect.stringMatching(/^customer\d+@example.com$/),
          'new.address@example.com',
          expect.stringMatching(/^\+1303/),
        ])
        expect(JSON.stringify(told.map(({ body }) => body))).not.toContain('new.address')
        expect(await lastAct(accountId)).toMatchObject({ action: 'change-record', detail: { told: 3 } })
      },
      again: 'harmless',
      own: 'accounts of staff are refused as linked ones',
    },
    'contacts.refuseTexts': {
      as: 'alex',
      input: async () => ({ accountId: await addAccount(database) }),
      works: async ({ accountId = '' }) => {
        expect(await lastAct(accountId)).toMatchObject({ action: 'refuse-texts' })
      },
      again: 'same answer',
      own: 'it is the customer’s word',
    },
    'contacts.review': {
      as: 'morgan',
      input: async () => {
        const { accountId } = await holder()
        const opened = await (await signedIn(database, 'sofia')).contacts.breakGlass({
          accountId,
          talksTo: 'nobody',
          reason: 'The back office asked.',
        })
        return { accountId, contactId: opened.contact.contactId, remark: 'Asked her; it was a letter.' }
      },
      works: async ({ accountId = '' }) => {
        expect(await lastAct(accountId)).toMatchObject({ action: 'review-break-glass', actor: 'Morgan Hale' })
      },
      again: 'ALREADY_DECIDED',
      own: { as: 'sofia', code: 'SELF_APPROVAL' },
    },
  }
}

const noticesOf = (database: Database, accountId: string) =>
  database.db
    .selectFrom('notices')
    .selectAll()
    .where('accountId', '=', accountId)
    .orderBy('noticeId')
    .execute()
