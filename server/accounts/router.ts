import { recentInput, searchInput } from '#shared/accounts/schemas.ts'
import { searchKinds } from '#shared/accounts/search-text.ts'
import { readers, readsFor, router } from '../trpc.ts'
import { recentAccounts, searchAccounts } from './search-accounts.ts'

export const accountsRouter = router({
  search: readsFor('search', ...readers)
    .input(searchInput)
    .query(({ ctx, input }) => {
      ctx.note({ by: searchKinds(input.text) })
      return searchAccounts(ctx.db, input.text)
    }),

  recent: readsFor('recent accounts', ...readers)
    .input(recentInput)
    .query(({ ctx, input }) => recentAccounts(ctx.db, input.accountIds)),
})
