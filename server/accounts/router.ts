import { recentAnswer, searchAnswer } from '#shared/accounts/answers.ts'
import { recentInput, searchInput } from '#shared/accounts/schemas.ts'
import { searchKinds } from '#shared/accounts/search-text.ts'
import { readers } from '../rule.ts'
import { procedureFor, router } from '../trpc.ts'
import { recentAccounts, searchAccounts } from './search-accounts.ts'

export const accountsRouter = router({
  search: procedureFor({ who: readers, object: 'none', reads: 'search' }, (db, input) => {
    const asked = searchInput.safeParse(input)
    return asked.success ? searchAccounts(db, asked.data.text) : null
  })
    .input(searchInput)
    .output(searchAnswer)
    .query(({ ctx, input }) => {
      ctx.note({ by: searchKinds(input.text) })
      return ctx.ahead ?? searchAccounts(ctx.db, input.text)
    }),

  recent: procedureFor({ who: readers, object: 'none', reads: 'recent accounts' })
    .input(recentInput)
    .output(recentAnswer)
    .query(({ ctx, input }) => {
      ctx.looksUp?.(input.accountIds.length - 1, ctx.actor.staffId)
      return recentAccounts(ctx.db, input.accountIds)
    }),
})
