import { z } from 'zod'
import { count, exactly, money, text } from '../answers.ts'
import { lookupsAnswer } from '../audit/answers.ts'
import { callerReviewsAnswer } from '../contacts/answers.ts'
import type { Oversight } from './oversight-views.ts'

const you = z.boolean()
const somebody = z.strictObject({ staffId: text, name: text })
const accountLine = z.strictObject({
  you,
  person: somebody,
  accountId: text,
  credits: count,
  days: count,
  amount: money,
  limit: money,
})
const shareLine = z.strictObject({ you, person: somebody, part: count, whole: count })

export const oversightAnswer = exactly<Oversight>()(
  z.strictObject({
    asOf: text,
    days: count,
    pairs: z.array(
      z.strictObject({
        you,
        asker: somebody,
        approver: somebody,
        how: z.enum(['for each other', 'nearly always']),
        approved: count,
        ofAsker: count,
        amount: money,
      }),
    ),
    splits: z.array(accountLine),
    repeats: z.array(accountLine),
    nearLimit: z.array(shareLine),
    goodwill: z.array(shareLine),
    unverified: z.array(
      z.strictObject({
        you,
        person: somebody,
        accountId: text,
        adjustmentId: text,
        number: text,
        amount: money,
        at: text,
        breakGlass: z.boolean(),
      }),
    ),
    callers: callerReviewsAnswer,
    sprays: z.array(z.strictObject({ from: text, names: count, at: text })),
    lookups: lookupsAnswer,
    aboutYou: count,
  }),
)
