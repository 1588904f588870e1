import { z } from 'zod'
import { accountTypes } from '../accounts/account.ts'
import { accountCard } from '../accounts/answers.ts'
import { count, exactly, maybeMoney, maybeText, money, text, verdict } from '../answers.ts'
import { creditState, fairOffer } from '../credits/answers.ts'
import { billingStates } from '../ledger/billing.ts'
import { lineImpactAnswer, outageAnswer } from '../outages/answers.ts'
import { relations } from '../staff/states.ts'
import { causeKinds } from './states.ts'
import type {
  AccountPage,
  AdjustmentView,
  DraftView,
  Given,
  Preview,
  Queue,
  RequestPage,
  ReversalAsk,
  StandingView,
  TakenBack,
} from './views.ts'

const way = z.enum(['post', 'request'])
const decider = z.enum(['supervisor', 'manager'])
const needs = z
  .strictObject({ role: decider, approvals: z.union([z.literal(1), z.literal(2)]), why: text })
  .nullable()

export const draftAnswer = exactly<DraftView>()(
  z.strictObject({ draftId: text, amountText: text, reasonCode: text, note: text, updatedAt: text }),
)

const reversalAsk = exactly<ReversalAsk>()(
  z.strictObject({
    reversalRequestId: text,
    accountId: text,
    adjustmentId: maybeText,
    creditId: maybeText,
    name: text,
    amount: money,
    reason: text,
    by: text,
    at: text,
    may: z.strictObject({ approve: verdict, refuse: verdict, withdraw: verdict }),
  }),
)

const adjustment = {
  adjustmentId: text,
  number: text,
  accountId: text,
  state: z.enum(['requested', 'granted', 'refused', 'returned', 'withdrawn', 'expired', 'reversed']),
  kind: z.enum(causeKinds),
  reason: text,
  note: text,
  requested: money,
  granted: maybeMoney,
  offered: money,
  requestedBy: z.strictObject({ staffId: text, name: text, level: maybeText }),
  requestedAt: text,
  expiresAt: maybeText,
  whyApproval: maybeText,
  needsRole: decider.nullable(),
  approvalsNeeded: count,
  approvals: z.array(z.strictObject({ name: text, amount: money, at: text })),
  decidedBy: maybeText,
  decidedAt: maybeText,
  decisionReason: maybeText,
  billing: z.enum(billingStates).nullable(),
  billOn: maybeText,
  promisedBy: maybeText,
  reversal: z.strictObject({ amount: money, reason: text, by: text, at: text }).nullable(),
  reversalAsked: reversalAsk.nullable(),
  reverseUpTo: money,
  may: z.strictObject({ approve: verdict, refuse: verdict, withdraw: verdict, reverse: verdict }),
}
export const adjustmentAnswer = exactly<AdjustmentView>()(z.strictObject(adjustment))

export const takenBackAnswer = exactly<TakenBack>()(
  z.strictObject({
    accountId: text,
    name: text,
    amount: money,
    way,
    state: z.enum(['taken back', 'asked', 'refused', 'withdrawn']),
  }),
)

const standing = exactly<StandingView>()(
  z.strictObject({
    role: text,
    linked: z.enum(relations).nullable(),
    level: maybeText,
    perAction: text,
    perAccountAndOutage: text,
    perDay: text,
    givenToday: text,
    waiting: count,
    givenOnAccount: text,
    givenForOutage: text,
    budgetLeft: text,
    ladder: z.array(z.strictObject({ level: text, role: text, perAction: text, perAccountAndOutage: text })),
    stopped: z.strictObject({ reason: text, by: text }).nullable(),
    claims: z.array(
      z.strictObject({
        kind: z.enum(causeKinds),
        state: z.enum(['asked', 'given']),
        adjustmentId: maybeText,
        amount: text,
        by: text,
      }),
    ),
    billOn: text,
    promisedBy: text,
  }),
)

export const accountPageAnswer = exactly<AccountPage>()(
  z.strictObject({
    asOf: text,
    businessDate: text,
    account: accountCard,
    outage: outageAnswer.nullable(),
    otherOutages: z.array(z.strictObject({ outageId: text, name: text })),
    lines: z.array(lineImpactAnswer),
    credit: creditState,
    creditAsked: reversalAsk.nullable(),
    offer: fairOffer,
    say: text,
    standing,
    mayGive: verdict,
    reasons: z.array(
      z.strictObject({
        code: text,
        label: text,
        kind: z.enum(causeKinds),
        noteAtLeast: count,
        escalates: text.nullable(),
      }),
    ),
    draft: draftAnswer.nullable(),
    adjustments: z.array(adjustmentAnswer),
    timeline: z.array(
      z.strictObject({
        id: text,
        at: text,
        day: text,
        tone: z.enum(['given', 'asked', 'refused', 'outage', 'notice', 'neutral']),
        title: text,
        detail: maybeText,
        by: maybeText,
        amount: maybeMoney,
        adjustmentId: maybeText,
      }),
    ),
  }),
)

export const previewAnswer = exactly<Preview>()(
  z.strictObject({
    verdict,
    way,
    before: money,
    change: money,
    after: money,
    billOn: text,
    promisedBy: text,
    needs,
  }),
)

export const givenAnswer = exactly<Given>()(
  z.strictObject({
    adjustmentId: text,
    number: text,
    accountId: text,
    way,
    amount: money,
    billOn: maybeText,
    promisedBy: maybeText,
    needs,
  }),
)

export const queueAnswer = exactly<Queue>()(
  z.strictObject({
    asOf: text,
    items: z.array(
      z.strictObject({
        ...adjustment,
        holderName: text,
        accountType: z.enum(accountTypes),
        lines: count,
        longestSecondsLost: count.nullable(),
        outageName: text,
        distance: maybeMoney,
        onTheLine: z.strictObject({ since: text, until: text }).nullable(),
      }),
    ),
    waiting: count,
    mine: count,
    decidedToday: count,
    reversals: z.array(reversalAsk),
    unknown: z.array(
      z.strictObject({ requestId: text, act: text, accountId: maybeText, by: maybeText, since: text }),
    ),
  }),
)

export const requestPageAnswer = exactly<RequestPage>()(
  z.strictObject({
    asOf: text,
    adjustment: adjustmentAnswer,
    account: accountCard,
    outage: outageAnswer,
    lines: z.array(lineImpactAnswer),
    credit: creditState,
    offer: fairOffer,
    moved: z.array(text),
    others: z.strictObject({ count, median: money, highest: money }).nullable(),
    budgetLeft: money,
    yourLimit: maybeMoney,
    earlierAdjustments: z.strictObject({ count, total: money }),
  }),
)

export const settledAnswer = z.strictObject({ settled: z.literal(true) })
