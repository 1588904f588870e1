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
import { deciders, givers, procedureFor, readers, readsFor, router } from '../trpc.ts'
import { accountPage, previewGive } from './account-page.ts'
import { approveAdjustment } from './approve-adjustment.ts'
import { approveReversal } from './approve-reversal.ts'
import { openDraft, saveDraft } from './drafts.ts'
import { giveAdjustment } from './give-adjustment.ts'
import { queueOf, requestPage } from './queue.ts'
import { refuseAdjustment } from './refuse-adjustment.ts'
import { refuseReversal } from './refuse-reversal.ts'
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
  accountPage: readsFor('account page', ...readers)
    .input(accountPageInput)
    .query(({ ctx, input }) =>
      accountPage(ctx.db, {
        accountId: input.accountId,
        outageId: input.outageId ?? null,
        actor: ctx.actor,
        clock: ctx.clock,
      }),
    ),

  preview: readsFor('preview', ...givers)
    .input(previewInput)
    .query(({ ctx, input }) =>
      previewGive(ctx.db, { ...input, amount: BigInt(input.amount), actor: ctx.actor, clock: ctx.clock }),
    ),

  openDraft: procedureFor(...givers)
    .input(openDraftInput)
    .mutation(({ ctx, input }) => ctx.work((work) => openDraft(work, input))),

  saveDraft: procedureFor(...givers)
    .input(saveDraftInput)
    .mutation(({ ctx, input }) => ctx.work((work) => saveDraft(work, input))),

  give: procedureFor(...givers)
    .input(giveInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        giveAdjustment(work, {
          ...input,
          amount: BigInt(input.amount),
          previewed: { ...input.previewed, after: BigInt(input.previewed.after) },
        }),
      ),
    ),

  queue: readsFor('requests', ...readers)
    .input(queueInput)
    .query(({ ctx, input }) => queueOf(ctx.db, input.show, ctx.actor, ctx.clock)),

  requestPage: readsFor('request', ...readers)
    .input(requestInput)
    .query(({ ctx, input }) => requestPage(ctx.db, keyOf(input), ctx.actor, ctx.clock)),

  approve: procedureFor(...deciders)
    .input(approveInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        approveAdjustment(work, { ...keyOf(input), amount: BigInt(input.amount), reason: input.reason }),
      ),
    ),

  refuse: procedureFor(...deciders)
    .input(refuseInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => refuseAdjustment(work, { ...keyOf(input), reason: input.reason })),
    ),

  sendBack: procedureFor(...deciders)
    .input(returnInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => returnAdjustment(work, { ...keyOf(input), reason: input.reason })),
    ),

  /** After an answer was lost: what is read next is definite. */
  settle: procedureFor(...givers)
    .input(settleInput)
    .mutation(({ ctx, input }) => ctx.work((work) => settleAccount(work, input))),

  withdraw: procedureFor(...givers)
    .input(requestInput)
    .mutation(({ ctx, input }) => ctx.work((work) => withdrawAdjustment(work, keyOf(input)))),

  reverse: procedureFor(...deciders)
    .input(reverseInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        reverseAdjustment(work, { ...keyOf(input), amount: BigInt(input.amount), reason: input.reason }),
      ),
    ),

  reverseCredit: procedureFor(...deciders)
    .input(reverseCreditInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        reverseCredit(work, {
          ...input,
          creditId: BigInt(input.creditId),
          amount: BigInt(input.amount),
        }),
      ),
    ),

  approveReversal: procedureFor(...deciders)
    .input(reversalInput)
    .mutation(({ ctx, input }) => ctx.work((work) => approveReversal(work, reversalKeyOf(input)))),

  refuseReversal: procedureFor(...deciders)
    .input(refuseReversalInput)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => refuseReversal(work, { ...reversalKeyOf(input), reason: input.reason })),
    ),

  withdrawReversal: procedureFor(...deciders)
    .input(reversalInput)
    .mutation(({ ctx, input }) => ctx.work((work) => withdrawReversal(work, reversalKeyOf(input)))),
})
