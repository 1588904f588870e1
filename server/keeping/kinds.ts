import { type RawBuilder, sql } from 'kysely'

/** What is kept for a time, beside money and acts, which stay. `retention` in the database has the days and the floors. */
export type Kind = {
  kind: string
  /** What it is and what goes, for `keeping show`. */
  what: string
  /** Drops what is older, so many rows at most, and returns a row for each. Null: something else drops it. */
  drop: ((days: number, most: number) => RawBuilder<unknown>) | null
  /** What `drop` would find, as from … where …. */
  due: ((days: number) => RawBuilder<unknown>) | null
}

const before = (days: number) => sql`now() - make_interval(days => ${days}::int)`
/** A legal hold keeps everything that an account has. */
const notHeld = sql`not exists (select from legal_holds h where h.account_id = t.account_id and h.released_at is null)`

/** The oldest first, by key, so that a batch never waits for a person's row. */
function batched(
  table: string,
  key: readonly string[],
  where: RawBuilder<unknown>,
  change: (rows: RawBuilder<unknown>) => RawBuilder<unknown>,
  most: number,
): RawBuilder<unknown> {
  const keys = sql.join(key.map((each) => sql.ref(`t.${each}`)))
  return change(
    sql`(select ${keys} from ${sql.table(table)} t where ${where} limit ${sql.lit(most)} for update skip locked)`,
  )
}

type Gone = {
  kind: string
  what: string
  table: string
  key: readonly string[]
  where: (days: number) => RawBuilder<unknown>
  /** What the row becomes; without it the row goes. */
  becomes?: RawBuilder<unknown>
}

const gone = ({ kind, what, table, key, where, becomes }: Gone): Kind => ({
  kind,
  what,
  due: (days) => sql`from ${sql.table(table)} t where ${where(days)}`,
  drop: (days, most) =>
    batched(
      table,
      key,
      where(days),
      (rows) => {
        const same = sql`(${sql.join(key.map((each) => sql.ref(`t.${each}`)))}) in ${rows}`
        return becomes
          ? sql`update ${sql.table(table)} t set ${becomes} where ${same} returning 1 as one`
          : sql`delete from ${sql.table(table)} t where ${same} returning 1 as one`
      },
      most,
    ),
})

export const kinds: readonly Kind[] = [
  {
    kind: 'looks',
    what: 'looks at customers in the journal; their numbers stay in the chain, and a signed line says which went',
    drop: null,
    due: null,
  },
  gone({
    kind: 'answers',
    what: 'the stored answers of sent drafts and the text typed into them; the key stays, so nothing is given twice',
    table: 'drafts',
    key: ['account_id', 'draft_id'],
    where: (days) =>
      sql`t.sent_at is not null and t.answer is not null and t.updated_at < ${before(days)} and t.sent_at < ${before(days)} and ${notHeld}`,
    becomes: sql`answer = null, answer_expired_at = now(), note = '', amount_text = ''`,
  }),
  gone({
    kind: 'drafts',
    what: 'the text of drafts that were never sent',
    table: 'drafts',
    key: ['account_id', 'draft_id'],
    where: (days) =>
      sql`t.sent_at is null and (t.note <> '' or t.amount_text <> '') and t.updated_at < ${before(days)} and ${notHeld}`,
    becomes: sql`note = '', amount_text = '', reason_code = ''`,
  }),
  gone({
    kind: 'notices',
    what: 'the text of notices; that one was sent, when and how it ended stays',
    table: 'notices',
    key: ['account_id', 'notice_id'],
    where: (days) =>
      sql`t.body <> '' and t.state <> 'waiting' and t.made_at < ${before(days)} and ${notHeld}`,
    becomes: sql`body = ''`,
  }),
  gone({
    kind: 'simulations',
    what: 'simulations that ended, with their reports',
    table: 'simulations',
    key: ['simulation_id'],
    where: (days) => sql`t.ended_at < ${before(days)}`,
  }),
  gone({
    kind: 'sessions',
    what: 'sessions past their eight hours; those who end one remove it at once',
    table: 'sessions',
    key: ['token_hash'],
    where: (days) => sql`t.created_at < ${before(days)} - interval '8 hours'`,
  }),
  gone({
    kind: 'failures',
    what: 'counts of failed sign-ins',
    table: 'sign_in_failures',
    key: ['subject'],
    where: (days) => sql`t.window_started_at < ${before(days)}`,
  }),
  gone({
    kind: 'names',
    what: 'which names were tried from which address, as hashes',
    table: 'sign_in_names',
    key: ['address', 'name_hash'],
    where: (days) => sql`t.tried_at < ${before(days)}`,
  }),
  gone({
    kind: 'codes',
    what: 'hashes of codes that were sent to callers and are over',
    table: 'caller_codes',
    key: ['account_id', 'code_id'],
    where: (days) => sql`t.expires_at < ${before(days)} and ${notHeld}`,
  }),
  gone({
    kind: 'steps',
    what: 'which one-time codes of staff were used',
    table: 'used_time_steps',
    key: ['staff_id', 'step'],
    where: (days) => sql`t.used_at < ${before(days)}`,
  }),
  gone({
    kind: 'outcomes',
    what: 'unknown outcomes that were settled',
    table: 'unknown_outcomes',
    key: ['request_id'],
    where: (days) => sql`t.settled_at < ${before(days)}`,
  }),
  {
    kind: 'rejects',
    what: 'reject files that an import left; each says on its first line when it goes (--rejects FOLDER)',
    drop: null,
    due: null,
  },
]
