import { z } from 'zod'
import { itemKey } from '#shared/ledger/billing.ts'
import { stateOfStatus } from '#shared/ledger/confirmation.ts'
import { adjustBalanceOf, type BillingMessage } from '#shared/ledger/message.ts'
import { callPartner, type Partner, type Reply } from '../signed-calls.ts'

/** What came of a call: the biller's word; a refusal for good; or not now, and then when to try again. */
export type Outcome =
  | {
      kind: 'taken'
      state: 'accepted' | 'applied' | 'failed'
      billerId: string | null
      billed: bigint | null
      because: string | null
    }
  | { kind: 'refused'; because: string }
  | { kind: 'again'; because: string; afterSeconds: number | null }
  /** It was asked about and the biller does not know it. */
  | { kind: 'missing' }

const text = z.string().max(200)
const resource = z.object({
  id: text.optional(),
  externalId: text.optional(),
  status: text,
  amountMinor: z
    .string()
    .regex(/^\d{1,15}$/)
    .optional(),
  reason: z.string().optional(),
})

/** POST /adjustBalance. The key names the money and not the request: sent twice, it is booked once. */
export async function callBiller(
  partner: Partner,
  message: BillingMessage,
  timeoutMs: number,
): Promise<Outcome> {
  const reply = await callPartner(partner, {
    path: '/adjustBalance',
    method: 'POST',
    body: JSON.stringify(adjustBalanceOf(message)),
    headers: { 'idempotency-key': itemKey(message.transferId) },
    timeoutMs,
  })
  return outcomeOf(reply)
}

/** GET /adjustBalance?externalId=…: what became of an item whose confirmation never came. */
export async function askBiller(partner: Partner, transferId: bigint, timeoutMs: number): Promise<Outcome> {
  const reply = await callPartner(partner, {
    path: `/adjustBalance?externalId=${itemKey(transferId)}`,
    method: 'GET',
    timeoutMs,
  })
  if (reply.answered && reply.status === 404) return { kind: 'missing' }
  if (!reply.answered || reply.status !== 200 || !Array.isArray(reply.body)) return outcomeOf(reply)
  const mine = reply.body.find(
    (each: unknown) =>
      typeof each === 'object' &&
      each !== null &&
      'externalId' in each &&
      each.externalId === itemKey(transferId),
  )
  return mine === undefined ? { kind: 'missing' } : outcomeOf({ ...reply, body: mine })
}

function outcomeOf(reply: Reply): Outcome {
  if (!reply.answered) return { kind: 'again', because: reply.because, afterSeconds: null }
  const { status, body, retryAfterSeconds } = reply
  if (status === 200 || status === 201) {
    const parsed = resource.safeParse(body)
    const state = parsed.success ? stateOfStatus[parsed.data.status] : undefined
    if (!parsed.success || !state)
      return { kind: 'again', because: 'The answer was not understood.', afterSeconds: null }
    const { id, amountMinor, reason } = parsed.data
    return {
      kind: 'taken',
      state,
      billerId: id ?? null,
      billed: amountMinor === undefined ? null : BigInt(amountMinor),
      because: reason === undefined ? null : plainWords(reason),
    }
  }
  // What is wrong with the item itself stays wrong. Anything else (busy, down, a key that is not valid just now) passes.
  if ([400, 404, 410, 413, 422].includes(status))
    return { kind: 'refused', because: refusalWords(status, body) }
  return { kind: 'again', because: `Answered ${status}.`, afterSeconds: retryAfterSeconds }
}

function refusalWords(status: number, body: unknown): string {
  const parsed = z.object({ reason: z.string().optional(), message: z.string().optional() }).safeParse(body)
  const said = parsed.success ? (parsed.data.reason ?? parsed.data.message) : undefined
  return said ? plainWords(said) : `Refused with ${status}`
}

/** A foreign system's words, short and without anything that would move or hide text. */
export const plainWords = (words: string): string =>
  words
    .replace(/[\p{C}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .replace(/[.\s]+$/, '')
    .trim()
    .slice(0, 200)
