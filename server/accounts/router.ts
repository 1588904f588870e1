import { recentInput, searchInput } from '#shared/accounts/schemas.ts'
import { procedureFor, readers, router } from '../trpc.ts'
import { recentAccounts, searchAccounts } from './search-accounts.ts'

export const accountsRouter = router({
  search: procedureFor(...readers)
    .input(searchInput)
    .query(({ ctx, input }) => searchAccounts(ctx.db, input.text)),

  recent: procedureFor(...readers)
    .input(recentInput)
    .query(({ ctx, input }) => recentAccounts(ctx.db, input.accountIds)),
})
