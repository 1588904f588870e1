import { z } from 'zod'
import { noticeIdOf } from '#shared/notices/states.ts'

/** What the gateway says of a notice. */
export type NoticeWord = {
  accountId: string
  noticeId: bigint
  state: 'delivered' | 'failed'
}

const short = z.string().min(1).max(200)
const event = z.object({
  event: z.object({
    communicationMessage: z.object({
      externalId: short,
      accountId: short,
      status: z.enum(['completed', 'failed', 'cancelled']),
    }),
  }),
})
const mostEvents = 500
const events = z.union([event.transform((one) => [one]), z.array(event).min(1).max(mostEvents)])

/** The gateway's events, one or a list; null when they are not readable. Its reasons may name the customer: they stay there. */
export function noticeWordsOf(body: unknown): NoticeWord[] | null {
  const parsed = events.safeParse(body)
  if (!parsed.success) return null
  return parsed.data.map(({ event: { communicationMessage: said } }) => ({
    accountId: said.accountId,
    noticeId: noticeIdOf(said.externalId) ?? 0n,
    state: said.status === 'completed' ? 'delivered' : 'failed',
  }))
}
