import { z } from 'zod'
import { count, exactly, maybeMoney, maybeText, money, text, verdict } from '../answers.ts'
import { billingStates } from './billing.ts'
import type { Difference, LedgerMonth, PromiseBoard } from './views.ts'

const delivery = z.enum(['waiting', 'sent', 'dead', 'none'])

export const promisesAnswer = exactly<PromiseBoard>()(
  z.strictObject({
    businessDate: text,
    items: z.array(
      z.strictObject({
        accountId: text,
        transferId: text,
        direction: z.enum(['credit', 'debit']),
        what: text,
        adjustmentId: maybeText,
        amount: money,
        billing: z.enum(billingStates),
        delivery: delivery.nullable(),
        state: z.enum(['kept', 'on_track', 'at_risk', 'broken']),
        billOn: text,
        promisedBy: text,
        daysLeft: count,
        problem: maybeText,
        tries: count,
        billTo: maybeText,
        asked: z.strictObject({ billTo: text, by: text, own: z.boolean() }).nullable(),
        accountClosed: z.boolean(),
        way: z.enum(['final_bill', 'refund']).nullable(),
        advice: text,
        may: z.strictObject({ resend: verdict, settle: verdict }),
      }),
    ),
    counts: z.strictObject({ act: count, risk: count, broken: count, onTrack: count, keptLate: count }),
    days: z.array(z.strictObject({ day: text, onTrack: count, atRisk: count })),
    billDays: z.array(z.strictObject({ day: text, count })),
  }),
)

const sums = {
  granted: money,
  takenBack: money,
  net: money,
  waiting: money,
  accepted: money,
  applied: money,
  failed: money,
}
const difference = exactly<Difference>()(
  z.strictObject({
    kind: z.enum(['missing_at_billing', 'unknown_to_us', 'amount_differs', 'not_confirmed']),
    key: text,
    accountId: maybeText,
    ours: maybeMoney,
    theirs: maybeMoney,
    words: text,
  }),
)
export const monthAnswer = exactly<LedgerMonth>()(
  z.strictObject({
    month: text,
    rows: z.array(z.strictObject({ glCode: text, title: text, tax: text, ...sums })),
    totals: z.array(z.strictObject({ ...sums, ledger: money })),
    differences: z.array(difference),
    moreDifferences: count,
    ties: z.boolean(),
  }),
)

export const itemAnswer = z.strictObject({
  accountId: text,
  transferId: text,
  billing: z.enum(billingStates),
  delivery: delivery.nullable(),
  asked: maybeText,
})
