import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import type { AccountType } from '#shared/accounts/account.ts'
import { formatMoney } from '#shared/money.ts'

export type Wanted = {
  type?: AccountType
  /** How many lines, at least and at most. */
  lines?: [number, number]
  /** The fair offer in cents, at least and at most. */
  offer?: [number, number]
  /** A pattern (of PostgreSQL) that the holder's name matches. */
  name?: string
  /** The state that the automatic credit is in. */
  credit?: string
  /** Has a line whose end is not certain. */
  uncertain?: boolean
}
export type Customer = { accountId: string; name: string; phone: string; offer: bigint; offerText: string }

const taken = new WeakMap<Database, Set<string>>()

/** An account of the demo world that fits the case, that nothing manual was given to, and that no other test has. */
export async function customerWith(database: Database, wanted: Wanted = {}): Promise<Customer> {
  const { type = 'consumer', lines = [1, 9], offer = [0, 100_000], name = '.', credit = null } = wanted
  const used = taken.get(database) ?? new Set()
  taken.set(database, used)
  const found = await sql<Omit<Customer, 'offerText'>>`
    select a.account_id, a.holder_name as name, o.phone, o.offer
    from accounts a cross join lateral (
      select min(l.phone) as phone, count(*) as lines, bool_or(i.uncertain_seconds > 0) as uncertain,
        greatest(0, round(coalesce(sum(l.monthly_charge) filter (where i.seconds_lost > 0 and l.status <> 'closed'), 0) / 29.0)
          - coalesce((select sum(amount) from credits c where c.account_id = a.account_id), 0))::bigint as offer
      from lines l left join line_impacts i on i.account_id = l.account_id and i.line_id = l.line_id
      where l.account_id = a.account_id) o
    where a.type = ${type} and a.status = ${credit === 'failed' ? 'closed' : 'active'} and a.holder_name ~ ${name}
      and o.lines between ${lines[0]} and ${lines[1]} and o.offer between ${offer[0]} and ${offer[1]}
      and (${wanted.uncertain ?? false} = false or o.uncertain)
      and (${credit}::text is null or exists (select from credits c where c.account_id = a.account_id and c.billing = ${credit}))
      and not exists (select from adjustments m where m.account_id = a.account_id)
      and a.account_id <> all (${[...used]})
    order by a.account_id limit 1`.execute(database.db)
  const customer = found.rows[0]
  if (!customer) throw new Error(`No account of the demo world is like ${JSON.stringify(wanted)}.`)
  used.add(customer.accountId)
  return { ...customer, offerText: formatMoney({ minor: customer.offer.toString(), currency: 'USD' }) }
}

/** What was posted to an account by people, in cents, oldest first: what the ledger says, not the page. */
export async function postingsOf(database: Database, accountId: string): Promise<bigint[]> {
  const found = await sql<{ amount: bigint }>`
    select amount from transfers where account_id = ${accountId} and adjustment_id is not null and kind in ('post', 'post_hold')
    order by transfer_id`.execute(database.db)
  return found.rows.map((row) => row.amount)
}

/** "2145550142" as people paste it from anywhere. */
export const oddly = (phone: string): string => {
  const digits = phone.replace(/\D/g, '').slice(-10)
  return `  tel: +1 (${digits.slice(0, 3)}) ${digits.slice(3, 6)}.${digits.slice(6)} `
}
