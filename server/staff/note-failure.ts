import { sql } from 'kysely'
import { recordDeskEvent } from '../audit/record-event.ts'
import type { Work } from '../work.ts'
import { type Counted, nameHash, subjectOfAddress, tryUpsert } from './count-try.ts'

/** So many names from one address, or from all, in a quarter of an hour: nobody mistypes like that. */
const sprayed = { ofOneAddress: 25, ofAll: 100 }

export type FailedTry = {
  subject: string
  address: string
  counted: Counted
  staffId: bigint | null
  what: 'password' | 'code'
}

/**
 * What every failure leaves, for names that exist and for those that do not: one more of the address, the name as tried,
 * an event until the name is locked and one for the lock. Then a flood does not fill the journal.
 */
export async function noteFailure(work: Work, failed: FailedTry): Promise<void> {
  const { subject, address, counted, staffId, what } = failed
  const found = await sql<{ here: number; all: number }>`
    with counted as (${tryUpsert(subjectOfAddress(address), 'address', sql``)}), noted as (
      insert into sign_in_names as n (address, name_hash) values (${address.slice(0, 45)}, ${nameHash(subject)})
      on conflict (address, name_hash) do update set tried_at = now()
    )
    select count(*) filter (where address = ${address.slice(0, 45)})::int as here, count(distinct name_hash)::int as all
    from sign_in_names where tried_at > now() - interval '15 minutes'`.execute(work.tx)
  if (counted.lookedAt)
    await recordDeskEvent(work, {
      action: 'sign-in',
      outcome: 'refused',
      detail: { what, locked: counted.failures >= 10, staffId: staffId?.toString() ?? null },
    })
  const { here = 0, all = 0 } = found.rows[0] ?? {}
  if (here + 1 >= sprayed.ofOneAddress) await noteSpray(work, address.slice(0, 45), here + 1)
  else if (all + 1 >= sprayed.ofAll) await noteSpray(work, 'many', all + 1)
}

/** Once in a quarter of an hour for each address. */
async function noteSpray(work: Work, from: string, names: number): Promise<void> {
  const first = await sql`
    insert into sign_in_failures as f (subject, failures) values (${`spray:${from}`}, 1)
    on conflict (subject) do update set last_try_at = now() where f.last_try_at < now() - interval '15 minutes'
    returning subject`.execute(work.tx)
  if (first.rows.length > 0)
    await recordDeskEvent(work, { action: 'sign-in-spraying', outcome: 'refused', detail: { from, names } })
}
