import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { measureImpacts } from '#server/outages/measure-impacts.ts'
import type { AccountStatus, AccountType } from '#shared/accounts/account.ts'
import { nameWords } from '#shared/accounts/name-words.ts'
import { asTheDesk, outageId } from './desk.ts'

export type NewLine = {
  charge?: bigint
  hours?: number
  phone?: string
  imsi?: string
  status?: AccountStatus
  open?: boolean
}
export type NewAccount = {
  accountId?: string
  name?: string
  type?: AccountType
  status?: AccountStatus
  closedOn?: string
  email?: string
  phone?: string
  billDay?: number
  language?: 'en' | 'es'
  lines?: NewLine[]
}

/** Numbers that no two accounts of a test file share. */
let last = 0
const nextNumber = (): number => {
  last += 1
  return last
}

/** An account with its lines and what the outage took from each: ten hours unless told. Returns its number. */
export async function addAccount(database: Database, account: NewAccount = {}): Promise<string> {
  const [accountId] = await addAccounts(database, [account])
  if (!accountId) throw new Error('The account was not made.')
  return accountId
}

export async function addAccounts(database: Database, accounts: readonly NewAccount[]): Promise<string[]> {
  const made = accounts.map((account) => ({ ...account, number: nextNumber() }))
  await asTheDesk(database, async (work) => {
    for (const { number, ...account } of made) {
      const accountId = account.accountId ?? accountNumber(number)
      const name = account.name ?? `Customer ${number}`
      await work.tx
        .insertInto('accounts')
        .values({
          accountId,
          type: account.type ?? 'consumer',
          status: account.status ?? 'active',
          closedOn: account.closedOn ?? null,
          holderName: name,
          nameWords: nameWords(name),
          email: account.email ?? `customer${number}@example.com`,
          contactPhone: account.phone ?? `+1303556${String(number).padStart(4, '0')}`,
          street: '1 Main St',
          city: 'Denver',
          state: 'CO',
          postalCode: '80202',
          timeZone: 'America/Denver',
          billDay: account.billDay ?? 14,
          language: account.language ?? 'en',
        })
        .execute()
      for (const [index, line] of (account.lines ?? [{}]).entries()) {
        const phone = line.phone ?? `+1720${String(5550000 + number * 10 + index).padStart(7, '0')}`
        const found = await sql<{ lineId: bigint }>`
          insert into lines (account_id, phone, imsi, status, plan_code, plan_name, monthly_charge, market, time_zone)
          values (${accountId}, ${phone}, ${line.imsi ?? null}, ${line.status ?? 'active'}, 'VALUE', 'Value Plus', ${line.charge ?? 5000n}, 'DEN', 'America/Denver')
          returning line_id`.execute(work.tx)
        const hours = line.hours ?? 10
        if (hours === 0) continue
        await sql`insert into impact_intervals (account_id, line_id, outage_id, source, detached_at, reattached_at, site)
          values (${accountId}, ${found.rows[0]?.lineId ?? 0n}, ${outageId}, 'hss', '2024-02-22T09:00:00Z',
            case when ${line.open ?? false}::boolean then null else timestamptz '2024-02-22T09:00:00Z' + make_interval(hours => ${hours}::int) end, 'DEN001')`.execute(
          work.tx,
        )
      }
    }
    await measureImpacts(work, outageId)
  })
  return made.map((account) => account.accountId ?? accountNumber(account.number))
}

const accountNumber = (number: number): string => String(401_000_000 + number)
