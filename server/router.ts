import { accountsRouter } from './accounts/router.ts'
import { adjustmentsRouter } from './adjustments/router.ts'
import { auditRouter } from './audit/router.ts'
import { contactsRouter } from './contacts/router.ts'
import { creditsRouter } from './credits/router.ts'
import { ledgerRouter } from './ledger/router.ts'
import { liveRouter } from './live/router.ts'
import { programmesRouter } from './programmes/router.ts'
import { staffRouter } from './staff/router.ts'
import { signOnRouter } from './staff/sign-on-router.ts'
import { router } from './trpc.ts'

/** The whole API. The client imports its type and nothing else of the server. */
export const appRouter = router({
  accounts: accountsRouter,
  adjustments: adjustmentsRouter,
  audit: auditRouter,
  contacts: contactsRouter,
  credits: creditsRouter,
  ledger: ledgerRouter,
  live: liveRouter,
  programmes: programmesRouter,
  signOn: signOnRouter,
  staff: staffRouter,
})

export type AppRouter = typeof appRouter
