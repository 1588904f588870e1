import { type RawBuilder, sql } from 'kysely'
import type { AccountStatus, AccountType } from '#shared/accounts/account.ts'
import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import { meaningOf, type SearchMeaning } from '#shared/accounts/search-text.ts'
import type { SearchAnswer, SearchHit } from '#shared/accounts/views.ts'
import type { Db } from '../db/client.ts'

const shown = 8
/** How many index hits are ranked: enough for a good order, few enough for two letters over a million names. */
const looked = 60

type Row = {
  accountId: string
  holderName: string
  type: AccountType
  status: AccountStatus
  city: string | null
  state: string | null
  email: string | null
  lines: number
  firstPhone: string | null
  matchedBy: SearchHit['matchedBy']
  matchedText: string | null
  adjustmentId: bigint | null
  rank: number
}

/** Finds accounts by whatever was typed: one statement, each way on its own index, ranked whole before partial. */
export async function searchAccounts(db: Db, text: string): Promise<SearchAnswer> {
  const meaning = meaningOf(text)
  const ways = waysOf(meaning)
  if (ways.length === 0) return { hits: [], exact: false, more: false }
  const found = await sql<Row>`
    with ${wholeNames(meaning.nameWords)}hit as (${sql.join(ways, sql` union all `)}),
    best as (select distinct on (account_id) * from hit order by account_id, rank),
    top as (select * from best order by rank, account_id limit ${shown + 1})
    select t.*, a.holder_name, a.type, a.status, a.city, a.state, a.email, l.lines, l.first_phone
    from top t join accounts a on a.account_id = t.account_id
    left join lateral (select count(*)::int as lines, min(phone) as first_phone from lines where account_id = t.account_id) l on true
    order by t.rank, a.status = 'closed', a.holder_name, t.account_id`.execute(db)
  const hits = found.rows.slice(0, shown)
  const first = hits[0]
  const exact = first !== undefined && first.rank === 0 && hits.filter((hit) => hit.rank === 0).length === 1
  return { hits: hits.map(hitOf), exact, more: found.rows.length > shown }
}

/** Names are matched as prefixes of their words; the words come from `searchWords`, so they hold letters and digits only. */
const tsquery = (words: readonly string[], prefixes: boolean): string =>
  words.map((word) => `'${word}'${prefixes ? ':*' : ''}`).join(' & ')

/** The first text that does not start with `prefix`, for index ranges: LIKE with a parameter cannot use a stored plan. */
const after = (prefix: string): string =>
  prefix.slice(0, -1) + String.fromCodePoint((prefix.codePointAt(prefix.length - 1) ?? 0) + 1)

function waysOf(meaning: SearchMeaning): RawBuilder<unknown>[] {
  const ways: RawBuilder<unknown>[] = []
  const none = sql`null::bigint as adjustment_id`
  if (meaning.adjustmentId !== null) {
    ways.push(sql`(select account_id, 'request' as matched_by, null::text as matched_text, adjustment_id, 0 as rank
      from adjustments where adjustment_id = ${meaning.adjustmentId} limit 2)`)
  }
  for (const prefix of meaning.accountPrefixes) {
    ways.push(sql`(select account_id, 'account' as matched_by, null::text as matched_text, ${none}, case when account_id = ${prefix} then 0 else 2 end as rank
      from accounts where account_id ~>=~ ${prefix} and account_id ~<~ ${after(prefix)} order by account_id using ~<~ limit ${shown + 1})`)
  }
  if (meaning.phoneReversed !== null) {
    const rank = meaning.wholePhone ? 0 : 1
    const end = meaning.phoneReversed
    // A whole number is looked up by equality: a range, whose width a stored plan cannot know, is planned anew each time.
    const ends = (column: RawBuilder<unknown>) =>
      meaning.wholePhone
        ? sql`${column} = ${end}`
        : sql`${column} ~>=~ ${end} and ${column} ~<~ ${after(end)}`
    ways.push(sql`(select account_id, 'phone' as matched_by, phone as matched_text, ${none}, ${sql.lit(rank)} as rank
      from lines where ${ends(sql`phone_reversed`)} limit ${shown * 2})`)
    ways.push(sql`(select account_id, 'phone' as matched_by, contact_phone as matched_text, ${none}, ${sql.lit(rank)} as rank
      from accounts where ${ends(sql`contact_phone_reversed`)} limit ${shown + 1})`)
  }
  if (meaning.imsi !== null) {
    ways.push(
      sql`(select account_id, 'sim' as matched_by, phone as matched_text, ${none}, 0 as rank from lines where imsi = ${meaning.imsi} limit 2)`,
    )
  }
  if (meaning.emailPrefix !== null) {
    const prefix = meaning.emailPrefix
    ways.push(sql`(select account_id, 'email' as matched_by, null::text as matched_text, ${none}, case when lower(email) = ${prefix} then 0 else 2 end as rank
      from accounts where lower(email) ~>=~ ${prefix} and lower(email) ~<~ ${after(prefix)} limit ${shown + 1})`)
  }
  if (meaning.nameWords.length > 0) {
    // Prefixes rank behind whole words, so they are looked for only when whole words do not fill the list.
    ways.push(sql`(select * from whole)`)
    ways.push(
      sql`(select * from ${nameWay(meaning.nameWords, tsquery(meaning.nameWords, true), 6)} part where (select count(*) from whole) <= ${sql.lit(shown)})`,
    )
  }
  return ways
}

const wholeNames = (words: readonly string[]): RawBuilder<unknown> =>
  words.length > 0 ? sql`whole as materialized ${nameWay(words, tsquery(words, false), 3)}, ` : sql``

/** Whole words and prefixes are two looks at the index, so that a common prefix cannot crowd out the name itself. */
function nameWay(words: readonly string[], query: string, rank: number): RawBuilder<unknown> {
  const inOrder = words.join(' ')
  return sql`(select account_id, 'name' as matched_by, null::text as matched_text, null::bigint as adjustment_id,
      ${sql.lit(rank)} + case when name_words = ${inOrder} then 0 when position(${inOrder} in name_words) > 0 then 1 else 2 end as rank
    from (select account_id, name_words from accounts where name_search @@ ${query}::tsquery limit ${looked}) named)`
}

function hitOf(row: Row): SearchHit {
  const place = [row.city, row.state].filter(Boolean).join(', ')
  const phone = row.matchedText ?? row.firstPhone
  // Masked, and still enough to tell two people of one name apart.
  const fact =
    row.matchedBy === 'email' && row.email ? maskEmail(row.email) : phone ? maskPhone(phone) : place
  return {
    accountId: row.accountId,
    holderName: row.holderName,
    type: row.type,
    status: row.status,
    place,
    lines: row.lines,
    matchedBy: row.matchedBy,
    fact,
    adjustmentId: row.adjustmentId?.toString() ?? null,
  }
}

/** The accounts of these numbers, in the order given: what a person looked at lately. Unknown numbers are left out. */
export async function recentAccounts(db: Db, accountIds: readonly string[]): Promise<SearchHit[]> {
  if (accountIds.length === 0) return []
  const found = await sql<Row>`
    select a.account_id, a.holder_name, a.type, a.status, a.city, a.state, a.email, l.lines, l.first_phone,
      'account' as matched_by, null::text as matched_text, null::bigint as adjustment_id, 0 as rank
    from accounts a
    left join lateral (select count(*)::int as lines, min(phone) as first_phone from lines where account_id = a.account_id) l on true
    where a.account_id = any (${[...accountIds]})`.execute(db)
  const byId = new Map(found.rows.map((row) => [row.accountId, hitOf(row)]))
  return accountIds.flatMap((id) => byId.get(id) ?? [])
}
