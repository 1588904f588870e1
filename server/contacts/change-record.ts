import { sql } from 'kysely'
import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import { parsePhone } from '#shared/accounts/phones.ts'
import { mayChangeRecord } from '#shared/contacts/permissions.ts'
import {
  type RecordChange as Change,
  type RecordProblem,
  recordProblem,
} from '#shared/contacts/record-problem.ts'
import type { Reached } from '#shared/contacts/told-places.ts'
import type { RecordChanged } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { actorOf, type Work } from '../work.ts'
import { keepPasscode } from './keep-passcode.ts'
import { tellOfChange } from './tell-of-change.ts'

export type RecordChange = { accountId: string } & Change

/**
 * Changes the passcode, the e-mail, the number or the address of record, and tells the customer in the same transaction,
 * at the old place and at the new one, that it changed and not to what: 47 CFR 64.2010(f).
 */
export async function changeRecord(
  work: Work,
  change: RecordChange,
  { secrets }: { secrets: SecretBox | null },
): Promise<RecordChanged> {
  const { accountId, what } = change
  const account = await work.tx
    .selectFrom('accounts')
    .select(['email', 'contactPhone', 'street', 'city', 'state', 'postalCode', 'erasedAt'])
    .where('accountId', '=', accountId)
    .forUpdate()
    .executeTakeFirst()
  if (!account) throw notFound('account')
  const contact = await work.tx
    .selectFrom('contacts')
    .select('verification')
    .where('accountId', '=', accountId)
    .where('staffId', '=', actorOf(work).staffId)
    .where('endedAt', 'is', null)
    .where('expiresAt', '>', work.now)
    .executeTakeFirst()
  insist(mayChangeRecord(contact?.verification ?? null))
  if (account.erasedAt)
    throw new Refusal(
      'NOT_ALLOWED',
      'This customer’s data was erased, and nothing personal comes back to it.',
    )
  const problem = recordProblem(change, await findable(work, accountId, account))
  if (problem) throw wrong(problem)
  const before: Reached = { email: account.email, phone: account.contactPhone }
  let after = before
  let same = false
  if (change.what === 'passcode') await setPasscode(work, change, secrets)
  else {
    const columns = columnsOf(change)
    same = Object.entries(columns).every(([name, value]) => account[name as keyof typeof account] === value)
    after = {
      email: 'email' in columns ? (columns.email ?? null) : before.email,
      phone: 'contactPhone' in columns ? (columns.contactPhone ?? null) : before.phone,
    }
    if (!same)
      await work.tx
        .updateTable('accounts')
        .set({ ...columns, updatedAt: work.now })
        .where('accountId', '=', accountId)
        .execute()
  }
  if (same) return { what, told: 0, places: [] }
  const places = await tellOfChange(work, { accountId, what, before, after })
  // A customer who can be reached nowhere has a row in the outbox all the same: somebody writes a letter.
  const told = Math.max(1, places.length)
  await recordEvent(work, { accountId, action: 'change-record', detail: { what, told } })
  work.announce({ topic: 'account', accountId })
  return {
    what,
    told,
    places: places.map(({ channel, address }) => ({
      channel,
      address: channel === 'email' ? maskEmail(address) : maskPhone(address),
    })),
  }
}

const wrong = (problem: RecordProblem): Refusal =>
  new Refusal('BAD_REQUEST', problem.rule, { fields: [problem] })

/** What anybody could know of this customer, and try as the passcode. */
async function findable(
  work: Work,
  accountId: string,
  account: { contactPhone: string | null; postalCode: string | null },
) {
  const lines = await work.tx.selectFrom('lines').select('phone').where('accountId', '=', accountId).execute()
  return {
    accountId,
    postalCode: account.postalCode,
    phones: [account.contactPhone ?? '', ...lines.map((line) => line.phone)],
  }
}

type Columns = Partial<Record<'email' | 'contactPhone' | 'street' | 'city' | 'state' | 'postalCode', string>>
function columnsOf(change: Exclude<RecordChange, { what: 'passcode' }>): Columns {
  if (change.what === 'email') return { email: change.email }
  if (change.what === 'phone') return { contactPhone: parsePhone(change.phone) ?? change.phone }
  const { street, city, state, postalCode } = change
  return { street, city, state, postalCode }
}

async function setPasscode(
  work: Work,
  { accountId, passcode }: { accountId: string; passcode: string },
  secrets: SecretBox | null,
): Promise<void> {
  if (!secrets)
    throw new Refusal(
      'WAY_NOT_OFFERED',
      'Passcodes cannot be kept here: MAKERIGHT_SECRETS_FILE is not set up.',
    )
  const hash = keepPasscode(secrets, accountId, passcode)
  await sql`insert into passcodes (account_id, hash) values (${accountId}, ${hash})
    on conflict (account_id) do update set hash = excluded.hash, set_at = now(), from_file = false`.execute(
    work.tx,
  )
}
