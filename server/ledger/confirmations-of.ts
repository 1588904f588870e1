import { z } from 'zod'
import { transferIdOf } from '#shared/ledger/billing.ts'
import { type Confirmation, stateOfStatus } from '#shared/ledger/confirmation.ts'
import { plainWords } from './call-biller.ts'

const short = z.string().min(1).max(200)
const event = z.object({
  eventTime: z.iso.datetime({ offset: true }),
  event: z.object({
    adjustBalance: z.object({
      id: short.optional(),
      externalId: short,
      status: z.enum(['created', 'completed', 'failed', 'cancelled']),
      amountMinor: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional(),
      reason: z.string().max(2_000).optional(),
      // Our number of the account as it was sent; the biller's own may be another.
      accountId: short.optional(),
      partyAccount: z.object({ id: short }).optional(),
    }),
  }),
})
const mostEvents = 500
const events = z.union([event.transform((one) => [one]), z.array(event).min(1).max(mostEvents)])

/** The biller's events, one or a list, as confirmations; null when they are not readable. */
export function confirmationsOf(body: unknown): Confirmation[] | null {
  const parsed = events.safeParse(body)
  if (!parsed.success) return null
  return parsed.data.flatMap(({ eventTime, event: { adjustBalance: said } }): Confirmation[] => {
    const accountId = said.accountId ?? said.partyAccount?.id
    const state = stateOfStatus[said.status]
    if (!accountId || !state) return []
    return [
      {
        accountId,
        // No transfer has the number 0: what is not one of our names becomes an item that is not known.
        transferId: transferIdOf(said.externalId) ?? 0n,
        state,
        at: new Date(eventTime),
        billerId: said.id ?? null,
        billed: said.amountMinor === undefined ? null : BigInt(said.amountMinor),
        because: said.reason === undefined ? null : plainWords(said.reason),
      },
    ]
  })
}
