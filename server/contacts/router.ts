import {
  callBackAnswer,
  callerCardAnswer,
  callerReviewsAnswer,
  checkedAnswer,
  codeSentAnswer,
  contactAnswer,
  recordChangedAnswer,
  revealedAnswer,
  reviewedAnswer,
  textsRefusedAnswer,
  wrappedUpAnswer,
} from '#shared/contacts/answers.ts'
import {
  accountInput,
  beginInput,
  breakGlassInput,
  businessContactInput,
  changeInput,
  codeInput,
  passcodeInput,
  revealInput,
  reviewInput,
  sendCodeInput,
  wrapUpInput,
} from '#shared/contacts/schemas.ts'
import { deciders, givers, readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { beginContact } from './begin-contact.ts'
import { breakGlass } from './break-glass.ts'
import { callBack } from './call-back.ts'
import { changeRecord } from './change-record.ts'
import { checkBusinessContact } from './check-business-contact.ts'
import { checkCode } from './check-code.ts'
import { checkPasscode } from './check-passcode.ts'
import { confirmCallBack } from './confirm-call-back.ts'
import { callerCard, callerReviews } from './queries.ts'
import { refuseTexts } from './refuse-texts.ts'
import { revealDetail } from './reveal-detail.ts'
import { reviewBreakGlass } from './review-break-glass.ts'
import { sendCode } from './send-code.ts'
import { wrapUp } from './wrap-up.ts'

const calls = { who: givers, object: 'account' } as const

export const contactsRouter = router({
  card: procedureFor({ who: readers, object: 'account', reads: 'minimum card' })
    .input(accountInput)
    .output(callerCardAnswer)
    .query(({ ctx, input }) =>
      callerCard(ctx.db, {
        ...input,
        actor: ctx.actor,
        clock: ctx.clock,
        demo: ctx.signedIn.demo,
        canCompare: Boolean(ctx.secrets),
      }),
    ),

  begin: procedureFor(calls)
    .input(beginInput)
    .output(contactAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => beginContact(work, input))),

  checkPasscode: procedureFor(calls)
    .input(passcodeInput)
    .output(checkedAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        checkPasscode(work, input, { secrets: ctx.secrets ?? null, demo: ctx.signedIn.demo }),
      ),
    ),

  sendCode: procedureFor(calls)
    .input(sendCodeInput)
    .output(codeSentAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => sendCode(work, input, { secrets: ctx.secrets ?? null, demo: ctx.signedIn.demo })),
    ),

  checkCode: procedureFor(calls)
    .input(codeInput)
    .output(checkedAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => checkCode(work, input, { secrets: ctx.secrets ?? null, demo: ctx.signedIn.demo })),
    ),

  callBack: procedureFor(calls)
    .input(beginInput)
    .output(callBackAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => callBack(work, input))),

  confirmCallBack: procedureFor(calls)
    .input(accountInput)
    .output(checkedAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => confirmCallBack(work, input))),

  checkBusinessContact: procedureFor(calls)
    .input(businessContactInput)
    .output(checkedAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => checkBusinessContact(work, input))),

  breakGlass: procedureFor(calls)
    .input(breakGlassInput)
    .output(checkedAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => breakGlass(work, input))),

  wrapUp: procedureFor(calls)
    .input(wrapUpInput)
    .output(wrappedUpAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => wrapUp(work, input))),

  reveal: procedureFor({ who: readers, object: 'account', caller: 'verified' })
    .input(revealInput)
    .output(revealedAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => revealDetail(work, input))),

  change: procedureFor({ ...calls, caller: 'verified' })
    .input(changeInput)
    .output(recordChangedAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => changeRecord(work, input, { secrets: ctx.secrets ?? null })),
    ),

  refuseTexts: procedureFor(calls)
    .input(accountInput)
    .output(textsRefusedAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => refuseTexts(work, input))),

  reviews: procedureFor({ who: [...deciders, 'auditor'], object: 'none', reads: 'callers to review' })
    .output(callerReviewsAnswer)
    .query(({ ctx }) => callerReviews(ctx.db, ctx.actor)),

  review: procedureFor({ who: deciders, object: 'account' })
    .input(reviewInput)
    .output(reviewedAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => reviewBreakGlass(work, { ...input, contactId: BigInt(input.contactId) })),
    ),
})
