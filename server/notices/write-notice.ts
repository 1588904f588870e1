import { sql } from 'kysely'
import type { ChangeTold } from '#shared/notices/states.ts'
import type { Work } from '../work.ts'

export type NewNotice = {
  accountId: string
  channel: 'text' | 'email'
  /** In the languages of the desk: the customer gets the account's. */
  body: { en: string; es: string }
  /** Another address than that of record: the old one, when it changes. */
  address?: string
} & ({ kind: 'code'; sealed: string } | { kind: 'change'; about: ChangeTold })

/** The name under which a code is sealed until its notice has gone out. */
export const aboutCode = (accountId: string): string => `notice of a code to ${accountId}`

/** Puts a notice into the outbox, in the transaction of what it tells. */
export async function writeNotice(work: Work, notice: NewNotice): Promise<void> {
  const { accountId, kind, channel, body, address = null } = notice
  await sql`
    insert into notices (account_id, kind, about, channel, body, address, sealed, business_date)
    select account_id, ${kind}::text, ${notice.kind === 'change' ? notice.about : null}::text, ${channel}::text,
      case language when 'es' then ${body.es}::text else ${body.en}::text end, ${address}::text,
      ${notice.kind === 'code' ? notice.sealed : null}::text, ${work.businessDate}::date
    from accounts where account_id = ${accountId}`.execute(work.tx)
}
