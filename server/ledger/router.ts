import { itemAnswer, monthAnswer, promisesAnswer } from '#shared/ledger/answers.ts'
import { monthInput, promisesInput, resendInput, settleInput } from '#shared/ledger/schemas.ts'
import { seenBy } from '#shared/staff/roles.ts'
import { managers, readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { promiseBoard } from './queries.ts'
import { reconcileMonth } from './reconcile-month.ts'
import { resendItem } from './resend-item.ts'
import { settleClosed } from './settle-closed.ts'

export const ledgerRouter = router({
  promises: procedureFor({ who: readers, object: 'none', reads: 'promises' })
    .input(promisesInput)
    .output(promisesAnswer)
    .query(({ ctx, input }) => promiseBoard(ctx.db, input.show, ctx.actor, ctx.clock)),

  month: procedureFor({ who: seenBy.month, object: 'none', reads: 'month' })
    .input(monthInput)
    .output(monthAnswer)
    .query(({ ctx, input }) => reconcileMonth(ctx.db, input.month, ctx.clock.businessDate)),

  resend: procedureFor({ who: managers, object: 'transfer', stepUp: 'fresh' })
    .input(resendInput)
    .output(itemAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        resendItem(work, {
          accountId: input.accountId,
          transferId: BigInt(input.transferId),
          reason: input.reason,
          billTo: input.billTo ?? null,
        }),
      ),
    ),

  settle: procedureFor({ who: managers, object: 'transfer' })
    .input(settleInput)
    .output(itemAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => settleClosed(work, { ...input, transferId: BigInt(input.transferId) })),
    ),
})
