import { sql } from 'kysely'
import { passcodeProblem } from '#shared/contacts/passcode-problem.ts'
import { keyOfSealed, type Sealed, type SecretBox } from '../staff/secret-box.ts'
import type { Work } from '../work.ts'
import { isPasscode, isSameHash, keepHashedPasscode, keepPasscode } from './keep-passcode.ts'

type Staged = {
  line: number
  accountId: string
  closed: string
  kept: Sealed | null
  fromFile: boolean | null
  setOn: string | null
  postalCode: string | null
  phones: string[]
}
type Fate = { line: number; accountId: string; reason?: string; hash?: Sealed }
type Keeping = { secrets: SecretBox; open: (closed: string) => string }

const page = 5000

/** Keeps what was staged, some rows at a time, each with what its passcode must not be part of and with the one that is kept. */
export async function writePasscodes(
  work: Work,
  table: string,
  keeping: Keeping,
): Promise<{ new: number; changed: number }> {
  // The carrier's own systems told their customers what they changed: 47 CFR 64.2010(f) is theirs for it.
  await sql`select set_config('makeright.told_elsewhere', 'on', true)`.execute(work.tx)
  await sql`create index on ${sql.table(table)} (line)`.execute(work.tx)
  const counts = { new: 0, changed: 0 }
  for (let last = 0; ; ) {
    const rows = await stagedAfter(work, table, last)
    const fates = await Promise.all(rows.map((row) => fateOf(row, keeping)))
    const kept = fates.filter((fate) => fate.hash !== undefined)
    await write(work, table, fates)
    const before = new Set(rows.filter((row) => row.kept !== null).map(({ accountId }) => accountId))
    for (const { accountId } of kept) counts[before.has(accountId) ? 'changed' : 'new'] += 1
    last = rows.at(-1)?.line ?? last
    if (rows.length < page) return counts
  }
}

async function stagedAfter(work: Work, table: string, line: number): Promise<Staged[]> {
  const found = await sql<Staged>`
    with due as materialized (
      select line, account_id, closed from ${sql.table(table)} where fate is null and line > ${line} order by line limit ${sql.lit(page)})
    select s.line, s.account_id, s.closed, p.hash as kept, p.from_file, p.set_at::date::text as set_on, a.postal_code,
      array_remove(array_append(array(select l.phone from lines l where l.account_id = s.account_id), a.contact_phone), null) as phones
    from due s join accounts a on a.account_id = s.account_id left join passcodes p on p.account_id = s.account_id
    order by s.line`.execute(work.tx)
  return found.rows
}

async function fateOf(row: Staged, { secrets, open }: Keeping): Promise<Fate> {
  const { line, accountId, postalCode, phones } = row
  const text = open(row.closed)
  const isHash = text.startsWith('$')
  const reason = isHash ? null : passcodeProblem(text, { accountId, postalCode, phones })
  if (reason) return { line, accountId, reason }
  const kept = row.kept !== null && secrets.keyIds().includes(keyOfSealed(row.kept)) ? row.kept : null
  const same =
    kept !== null &&
    (isHash ? isSameHash(secrets, accountId, kept, text) : await isPasscode(secrets, accountId, kept, text))
  if (same) return { line, accountId }
  if (kept !== null && row.fromFile === false)
    return { line, accountId, reason: `the customer set another one at the desk on ${row.setOn}` }
  const hash = isHash ? keepHashedPasscode(secrets, accountId, text) : keepPasscode(secrets, accountId, text)
  return { line, accountId, hash }
}

async function write(work: Work, table: string, fates: readonly Fate[]): Promise<void> {
  const refused = fates.filter(({ reason }) => reason !== undefined)
  if (refused.length > 0)
    await sql`update ${sql.table(table)} s set fate = 'rejected', blamed = 'passcode', reason = r.reason
      from jsonb_to_recordset(${JSON.stringify(refused)}::jsonb) as r (line int, reason text) where s.line = r.line`.execute(
      work.tx,
    )
  const kept = fates.flatMap(({ accountId, hash }) => (hash ? [{ account_id: accountId, hash }] : []))
  if (kept.length > 0)
    await sql`insert into passcodes (account_id, hash, from_file)
      select r.account_id, r.hash, true from jsonb_to_recordset(${JSON.stringify(kept)}::jsonb) as r (account_id text, hash text)
      on conflict (account_id) do update set hash = excluded.hash, set_at = now(), from_file = true`.execute(
      work.tx,
    )
}
