import { z } from 'zod'
import { count, exactly, maybeText, text } from '../answers.ts'
import { accountStatuses, accountTypes } from './account.ts'
import type { AccountCard, SearchAnswer, SearchHit } from './views.ts'

const hit = z.strictObject({
  accountId: text,
  holderName: text,
  type: z.enum(accountTypes),
  status: z.enum(accountStatuses),
  place: text,
  lines: count,
  matchedBy: z.enum(['account', 'phone', 'name', 'email', 'sim', 'request']),
  fact: text,
  adjustmentId: maybeText,
})

export const searchAnswer = exactly<SearchAnswer>()(
  z.strictObject({ hits: z.array(hit), exact: z.boolean(), more: z.boolean() }),
)
export const recentAnswer = exactly<SearchHit[]>()(z.array(hit))

export const accountCard = exactly<AccountCard>()(
  z.strictObject({
    accountId: text,
    holderName: text,
    type: z.enum(accountTypes),
    status: z.enum(accountStatuses),
    closedOn: maybeText,
    email: maybeText,
    contactPhone: maybeText,
    place: text,
    timeZone: text,
    billDay: count,
    language: z.enum(['en', 'es']),
    textsRefused: z.boolean(),
    currency: text,
    lines: count,
  }),
)
