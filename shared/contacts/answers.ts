import { z } from 'zod'
import { accountStatuses, accountTypes } from '../accounts/account.ts'
import { count, exactly, maybeText, text } from '../answers.ts'
import { outcomes, recordFields, revealable, talksTo, ways } from './states.ts'
import type {
  CallBack,
  CallerCard,
  CallerReviews,
  Checked,
  CodeSent,
  ContactView,
  RecordChanged,
  Revealed,
  Reviewed,
  TextsRefused,
  WrappedUp,
} from './views.ts'

const yes = z.boolean()
const contact = z.strictObject({
  contactId: text,
  talksTo: z.enum(talksTo),
  verification: z.enum([...ways, 'break-glass']).nullable(),
  verifiedAt: maybeText,
  expiresAt: text,
  callingBack: yes,
  codeSent: yes,
})

export const callerCardAnswer = exactly<CallerCard>()(
  z.strictObject({
    asOf: text,
    accountId: text,
    holderName: text,
    type: z.enum(accountTypes),
    status: z.enum(accountStatuses),
    text: maybeText,
    email: maybeText,
    ways: z.strictObject({ passcode: yes, code: yes, callBack: yes, businessContact: yes }),
    triesLeft: count,
    lockedUntil: maybeText,
    contact: contact.nullable(),
    outage: z.strictObject({ name: text, say: text }).nullable(),
    demo: z.strictObject({ passcode: maybeText, businessContact: text }).nullable(),
  }),
)
export const contactAnswer = exactly<ContactView>()(contact)
export const checkedAnswer = exactly<Checked>()(z.strictObject({ verified: yes, triesLeft: count, contact }))
export const codeSentAnswer = exactly<CodeSent>()(
  z.strictObject({
    to: z.enum(['text', 'email']),
    address: text,
    expiresAt: text,
    demoCode: maybeText,
  }),
)
export const callBackAnswer = exactly<CallBack>()(z.strictObject({ number: text, contact }))
export const revealedAnswer = exactly<Revealed>()(
  z.strictObject({ what: z.enum(revealable), value: maybeText }),
)
export const recordChangedAnswer = exactly<RecordChanged>()(
  z.strictObject({
    what: z.enum(recordFields),
    told: count,
    places: z.array(z.strictObject({ channel: z.enum(['email', 'text']), address: text })),
  }),
)
export const wrappedUpAnswer = exactly<WrappedUp>()(
  z.strictObject({ accountId: text, outcome: z.enum(outcomes) }),
)
export const textsRefusedAnswer = exactly<TextsRefused>()(z.strictObject({ textsRefused: z.literal(true) }))
export const reviewedAnswer = exactly<Reviewed>()(z.strictObject({ reviewed: z.literal(true) }))

const opened = z.strictObject({
  accountId: text,
  contactId: text,
  by: text,
  talksTo: z.enum(talksTo),
  reason: text,
  at: text,
  credits: count,
  reviewed: z.strictObject({ by: text, at: text, remark: text }).nullable(),
  mayReview: yes,
})
export const callerReviewsAnswer = exactly<CallerReviews>()(
  z.strictObject({
    open: z.array(opened),
    reviewed: z.array(opened),
    failed: z.array(
      z.strictObject({ accountId: text, failures: count, people: count, last: text, locked: yes }),
    ),
  }),
)
