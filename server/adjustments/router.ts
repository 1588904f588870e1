import {
  accountPageAnswer,
  adjustmentAnswer,
  draftAnswer,
  givenAnswer,
  previewAnswer,
  queueAnswer,
  requestPageAnswer,
  settledAnswer,
  takenBackAnswer,
} from '#shared/adjustments/answers.ts'
import { oversightAnswer } from '#shared/adjustments/oversight-answers.ts'
import {
  accountPageInput,
  approveInput,
  giveInput,
  openDraftInput,
  previewInput,
  queueInput,
  refuseInput,
  refuseReversalInput,
  requestInput,
  returnInput,
  reversalInput,
  reverseCreditInput,
  reverseInput,
  saveDraftInput,
  settleInput,
} from '#shared/adjustments/schemas.ts'
import { creditWorkingAnswer } from '#shared/credits/working-answers.ts'
import { seenBy } from '#shared/staff/roles.ts'
import { deciders, givers, readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { accountPage, previewGive } from './account-page.ts'
import { approveAdjustment } from './approve-adjustment.ts'
import { approveReversal } from './approve-reversal.ts'
import { creditWorking } from './credit-working.ts'
import { openDraft, saveDraft } from './drafts.ts'
import { giveAdjustment } from './give-adjustment.ts'
import { oversightPage } from './oversight-page.ts'
import { queueOf } from './queue.ts'
import { refuseAdjustment } from './refuse-adjustment.ts'
import { refuseReversal } from './refuse-reversal.ts'
import { requestPage } from './request-page.ts'
import { returnAdjustment } from './return-adjustment.ts'
import { reverseAdjustment } from './reverse-adjustment.ts'
import { reverseCredit } from './reverse-credit.ts'
import { settleAccount } from './settle-account.ts'
import { withdrawAdjustment } from './withdraw-adjustment.ts'
import { withdrawReversal } from './withdraw-reversal.ts'

const keyOf = (input: { accountId: string; adjustmentId: string }) => ({
  accountId: input.accountId,
  adjustmentId: BigInt(input.adjustmentId),
})

const reversalKeyOf = (input: { accountId: string; reversalRequestId: string }) => ({
  accountId: input.accountId,
  reversalRequestId: BigInt(input.reversalRequestId),
})

export const adjustmentsRouter = router({
  accountPage: procedureFor({ who: readers, object: 'account', reads: 'account page', caller: 'verified' })
    .input(accountPageInput)
    .output(accountPageAnswer)
    .query(({ ctx, input }) =>
      accountPage(ctx.db, {
        accountId: input.accountId,
        outageId: input.outageId ?? null,
        actor: ctx.actor,
        clock: ctx.clock,
      }),
    ),

  creditWorking: procedureFor({
    who: readers,
    object: 'account',
    reads: 'credit working',
    caller: 'verified',
  })
    .input(accountPageInput)
    .output(creditWorkingAnswer)
    .query(({ ctx, input }) =>
      creditWorking(ctx.db, {
        accountId: input.accountId,
        outageId: input.outageId ?? null,
        actor: ctx.actor,
        clock: ctx.clock,
      }),
    ),

  preview: procedureFor({ who: givers, object: 'account', reads: 'preview', caller: 'verified' })
    .input(previewInput)
    .output(previewAnswer)
    .query(({ ctx, input }) =>
      previewGive(ctx.db, { ...input, amount: BigInt(input.amount), actor: ctx.actor, clock: ctx.clock }),
    ),

  openDraft: procedureFor({ who: givers, object: 'account', caller: 'verified' })
    .input(openDraftInput)
    .output(draftAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => openDraft(work, input))),

  saveDraft: procedureFor({ who: givers, object: 'draft', caller: 'verified' })
    .input(saveDraftInput)
    .output(draftAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => saveDraft(work, input))),

  give: procedureFor({ who: givers, object: 'draft', caller: 'verified' })
    .input(giveInput)
    .output(givenAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        giveAdjustment(work, {
          ...input,
          amount: BigInt(input.amount),
          previewed: { ...input.previewed, after: BigInt(input.previewed.after) },
        }),
      ),
    ),

  queue: procedureFor({ who: readers, object: 'none', reads: 'requests' })
    .input(queueInput)
    .output(queueAnswer)
    .query(({ ctx, input }) => queueOf(ctx.db, input.show, ctx.actor, ctx.clock)),

  oversight: procedureFor({ who: seenBy.oversight, object: 'none', reads: 'oversight' })
    .output(oversightAnswer)
    .query(({ ctx }) => oversightPage(ctx.db, ctx.actor, ctx.clock)),

  requestPage: procedureFor({ who: readers, object: 'request', reads: 'request', caller: 'verified' })
    .input(requestInput)
    .output(requestPageAnswer)
    .query(({ ctx, input }) => requestPage(ctx.db, keyOf(input), ctx.actor, ctx.clock)),

  approve: procedureFor({ who: deciders, object: 'request', stepUp: 'by amount' })
    .input(approveInput)
    .output(adjustmentAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        approveAdjustment(work, { ...keyOf(input), amount: BigInt(input.amount), reason: input.reason }),
      ),
    ),

  refuse: procedureFor({ who: deciders, object: 'request' })
    .input(refuseInput)
    .output(adjustmentAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => refuseAdjustment(work, { ...keyOf(input), reason: input.reason })),
    ),

  sendBack: procedureFor({ who: deciders, object: 'request' })
    .input(returnInput)
    .output(adjustmentAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => returnAdjustment(work, { ...keyOf(input), reason: input.reason })),
    ),

  /** After an answer was lost: what is read next is definite. */
  settle: procedureFor({ who: givers, object: 'account' })
    .input(settleInput)
    .output(settledAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => settleAccount(work, input))),

  withdraw: procedureFor({ who: givers, object: 'request' })
    .input(requestInput)
    .output(adjustmentAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => withdrawAdjustment(work, keyOf(input)))),

  reverse: procedureFor({ who: deciders, object: 'request', stepUp: 'by amount' })
    .input(reverseInput)
    .output(adjustmentAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        reverseAdjustment(work, { ...keyOf(input), amount: BigInt(input.amount), reason: input.reason }),
      ),
    ),

  reverseCredit: procedureFor({ who: deciders, object: 'credit', stepUp: 'by amount' })
    .input(reverseCreditInput)
    .output(takenBackAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        reverseCredit(work, {
          ...input,
          creditId: BigInt(input.creditId),
          amount: BigInt(input.amount),
        }),
      ),
    ),

  approveReversal: procedureFor({ who: deciders, object: 'reversal', stepUp: 'fresh' })
    .input(reversalInput)
    .output(takenBackAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => approveReversal(work, reversalKeyOf(input)))),

  refuseReversal: procedureFor({ who: deciders, object: 'reversal' })
    .input(refuseReversalInput)
    .output(takenBackAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => refuseReversal(work, { ...reversalKeyOf(input), reason: input.reason })),
    ),

  withdrawReversal: procedureFor({ who: deciders, object: 'reversal' })
    .input(reversalInput)
    .output(takenBackAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => withdrawReversal(work, reversalKeyOf(input)))),
})
