import { sql } from 'kysely'
import { parsePhone } from '#shared/accounts/phones.ts'
import { passcodeProblem } from '#shared/contacts/passcode-problem.ts'
import { mayChangeRecord } from '#shared/contacts/permissions.ts'
import type { RecordField } from '#shared/contacts/states.ts'
import type { RecordChanged } from '#shared/contacts/views.ts'
import { recordEvent } from '../audit/record-event.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { actorOf, type Work } from '../work.ts'
import { aboutPasscode } from './check-passcode.ts'
import { type Reached, tellOfChange } from './tell-of-change.ts'

export type RecordChange = { accountId: string } & (
  | { what: 'passcode'; passcode: string }
  | { what: 'email'; email: string }
  | { what: 'phone'; phone: string }
  | { what: 'address'; street: string; city: string; state: string; postalCode: string }
)

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
    .select(['email', 'contactPhone', 'street', 'city', 'state', 'postalCode'])
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
  const before: Reached = { email: account.email, phone: account.contactPhone }
  let after = before
  let same = false
  if (change.what === 'passcode') await setPasscode(work, change, account, secrets)
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
  if (same) return { what, told: 0 }
  const told = await tellOfChange(work, { accountId, what, before, after })
  await recordEvent(work, { accountId, action: 'change-record', detail: { what, told } })
  work.announce({ topic: 'account', accountId })
  return { what, told }
}

const wrong = (path: RecordField, rule: string): Refusal =>
  new Refusal('BAD_REQUEST', rule, { fields: [{ path, rule }] })

type Columns = Partial<Record<'email' | 'contactPhone' | 'street' | 'city' | 'state' | 'postalCode', string>>
function columnsOf(change: Exclude<RecordChange, { what: 'passcode' }>): Columns {
  if (change.what === 'email') {
    if (!/^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(change.email))
      throw wrong('email', 'An e-mail address looks like name@example.com.')
    return { email: change.email }
  }
  if (change.what === 'phone') {
    const phone = parsePhone(change.phone)
    if (!phone) throw wrong('phone', 'A phone number has ten digits, or begins with + and its country.')
    return { contactPhone: phone }
  }
  const { street, city, state, postalCode } = change
  return { street, city, state, postalCode }
}

async function setPasscode(
  work: Work,
  { accountId, passcode }: { accountId: string; passcode: string },
  account: { contactPhone: string | null; postalCode: string | null },
  secrets: SecretBox | null,
): Promise<void> {
  const lines = await work.tx.selectFrom('lines').select('phone').where('accountId', '=', accountId).execute()
  const problem = passcodeProblem(passcode, {
    accountId,
    postalCode: account.postalCode,
    phones: [account.contactPhone ?? '', ...lines.map((line) => line.phone)],
  })
  if (problem) throw wrong('passcode', problem)
  if (!secrets)
    throw new Refusal(
      'WAY_NOT_OFFERED',
      'Passcodes cannot be kept here: MAKERIGHT_SECRETS_FILE is not set up.',
    )
  const hash = secrets.hash(passcode, aboutPasscode(accountId))
  await sql`insert into passcodes (account_id, hash) values (${accountId}, ${hash})
    on conflict (account_id) do update set hash = excluded.hash, set_at = now()`.execute(work.tx)
}
