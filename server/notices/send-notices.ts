import { randomInt } from 'node:crypto'
import { sql } from 'kysely'
import { type Retries, waitBeforeRetry } from '#shared/ledger/retries.ts'
import { noticeKey } from '#shared/notices/states.ts'
import type { Database } from '../db/client.ts'
import { announceAccounts } from '../live/announce.ts'
import { callPartner, type Partner, type Reply } from '../signed-calls.ts'
import type { SecretBox } from '../staff/secret-box.ts'
import { inWork, type Who, type Work } from '../work.ts'
import { chooseChannels } from './choose-channels.ts'
import { aboutCode } from './write-notice.ts'

export type Sending = {
  partner: Partner
  timeoutMs: number
  retries: Retries
  atOnce: number
  secrets?: SecretBox | null
}
type Claimed = {
  accountId: string
  noticeId: bigint
  channel: 'text' | 'email'
  body: string
  language: 'en' | 'es'
  address: string
  sealed: string | null
  tries: number
}
type Fate = { state: 'waiting' | 'sent' | 'failed'; because: string | null; wait: number }

const batchSize = 100

/** Hands what waits to the carrier's gateway, under the same rules as billing: claimed, signed, tried again, named once. */
export async function sendNotices(database: Database, who: Who, sending: Sending): Promise<number> {
  let sent = 0
  for (;;) {
    const claimed = await inWork(database, who, (work) => claim(work, sending))
    if (claimed.length === 0) return sent
    const fates = await callAll(claimed, sending)
    await inWork(database, who, (work) => writeFates(work, fates))
    sent += claimed.length
    if (fates.every(({ fate }) => fate.state === 'waiting')) return sent
  }
}

async function claim(work: Work, { timeoutMs, atOnce }: Sending): Promise<Claimed[]> {
  const { sendable } = await chooseChannels(work, batchSize)
  if (sendable.length === 0) return []
  const lease = 30 + (timeoutMs / 1000) * Math.ceil(batchSize / atOnce)
  const found = await sql<Claimed>`
    update notices n set tries = tries + 1, next_try_at = now() + make_interval(secs => ${lease})
    from jsonb_to_recordset(${JSON.stringify(sendable)}::jsonb) as k (account_id text, notice_id bigint) join accounts a on a.account_id = k.account_id
    where n.account_id = k.account_id and n.notice_id = k.notice_id
    returning n.account_id, n.notice_id, n.channel, n.body, n.tries, n.sealed, a.language, coalesce(n.address, case n.channel when 'text' then a.contact_phone else a.email end) as address`.execute(
    work.tx,
  )
  return found.rows
}

type Told = { notice: Claimed; fate: Fate }

async function callAll(notices: readonly Claimed[], sending: Sending): Promise<Told[]> {
  const rest = [...notices]
  const told: Told[] = []
  const lane = async () => {
    for (let notice = rest.shift(); notice; notice = rest.shift())
      told.push({ notice, fate: fateOf(await tell(notice, sending), notice.tries, sending.retries) })
  }
  await Promise.all(Array.from({ length: Math.min(sending.atOnce, notices.length) }, lane))
  return told
}

/** Shaped like CommunicationMessage of TM Forum's TMF681. */
function tell(notice: Claimed, { partner, timeoutMs, secrets }: Sending): Promise<Reply> {
  const { accountId, noticeId, channel, language, address, sealed } = notice
  // A code stands nowhere in words but in what goes out.
  const body =
    sealed && secrets
      ? notice.body.replace('{code}', secrets.open(sealed, aboutCode(accountId)))
      : notice.body
  return callPartner(partner, {
    path: '/communicationMessage',
    method: 'POST',
    headers: { 'idempotency-key': noticeKey(noticeId) },
    timeoutMs,
    body: JSON.stringify({
      '@type': 'CommunicationMessage',
      externalId: noticeKey(noticeId),
      accountId,
      messageType: channel === 'text' ? 'SMS' : 'Email',
      language,
      content: body,
      receiver: [channel === 'text' ? { phoneNumber: address } : { email: address }],
    }),
  })
}

function fateOf(reply: Reply, tries: number, retries: Retries): Fate {
  if (reply.answered && reply.status >= 200 && reply.status < 300)
    return { state: 'sent', because: null, wait: 0 }
  if (reply.answered && [400, 404, 410, 413, 422].includes(reply.status))
    return { state: 'failed', because: `The gateway refused it with ${reply.status}.`, wait: 0 }
  const told = reply.answered ? reply.retryAfterSeconds : null
  if (told === null && tries >= retries.tries)
    return { state: 'failed', because: `Not taken by the gateway in ${tries} tries.`, wait: 0 }
  return {
    state: 'waiting',
    because: null,
    wait: told ?? waitBeforeRetry(retries, tries, randomInt(1_000) / 1_000),
  }
}

async function writeFates(work: Work, told: readonly Told[]): Promise<void> {
  const rows = told.map(({ notice, fate }) => ({
    account_id: notice.accountId,
    notice_id: notice.noticeId.toString(),
    claimed: notice.tries,
    ...fate,
  }))
  const done = await sql<{ accountId: string }>`
    update notices n set state = f.state, failed_because = f.because, next_try_at = now() + make_interval(secs => f.wait),
      address = case when f.state = 'waiting' then n.address end, sealed = case when f.state = 'waiting' then n.sealed end,
      sent_on = case when f.state = 'sent' then ${work.businessDate}::date end, failed_on = case when f.state = 'failed' then ${work.businessDate}::date end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f (account_id text, notice_id bigint, claimed int, state text, because text, wait float8)
    where n.account_id = f.account_id and n.notice_id = f.notice_id and n.state = 'waiting' and (n.tries = f.claimed or f.state <> 'waiting')
    returning n.account_id`.execute(work.tx)
  announceAccounts(
    work,
    done.rows.map((row) => row.accountId),
  )
}
