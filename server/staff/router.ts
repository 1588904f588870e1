import { liftInput, signInInput, stopInput } from '#shared/staff/schemas.ts'
import { Refusal } from '../refusal.ts'
import { everyRole, openProcedure, procedureFor, router } from '../trpc.ts'
import { inWork } from '../work.ts'
import { deskOf, signInPage } from './queries.ts'
import { closeSession, sessionName, sessionOf } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { liftStop, stopCredits } from './stop-credits.ts'

export const staffRouter = router({
  signInPage: openProcedure.query(({ ctx }) => signInPage(ctx.database.db)),

  signIn: openProcedure.input(signInInput).mutation(async ({ ctx, input }) => {
    const token = await signIn(ctx.database, { ...input, address: ctx.address, requestId: ctx.requestId })
    ctx.setToken(token)
    const session = await sessionOf(ctx.database.db, token)
    if (!session) throw new Refusal('SESSION_EXPIRED', 'Sign in again.')
    return deskOf(ctx.database.db, session)
  }),

  signOut: openProcedure.mutation(async ({ ctx }) => {
    const token = ctx.token()
    if (token)
      await inWork(
        ctx.database,
        {
          actor: null,
          requestId: ctx.requestId,
          session: sessionName(token),
          address: ctx.address.slice(0, 45),
        },
        (work) => closeSession(work, token),
      )
    ctx.setToken(null)
    return { signedOut: true }
  }),

  desk: procedureFor(...everyRole).query(({ ctx }) => deskOf(ctx.db, ctx.signedIn)),

  stop: procedureFor('manager')
    .input(stopInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => stopCredits(work, input))
      return deskOf(ctx.db, ctx.signedIn)
    }),

  lift: procedureFor('manager')
    .input(liftInput)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => liftStop(work, { switchId: BigInt(input.switchId) }))
      return deskOf(ctx.db, ctx.signedIn)
    }),
})
