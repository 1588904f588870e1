import {
  deskAnswer,
  doneAnswer,
  endedAnswer,
  endedHereAnswer,
  ownSignInAnswer,
  recoveryCodesAnswer,
  secondFactorBegunAnswer,
  steppedUpAnswer,
} from '#shared/staff/answers.ts'
import {
  changePasswordInput,
  confirmSecondFactorInput,
  endSessionInput,
  endSessionsInput,
  giveCodeInput,
  newRecoveryCodesInput,
  stepUpInput,
} from '#shared/staff/schemas.ts'
import { Refusal } from '../refusal.ts'
import { everyRole } from '../rule.ts'
import { openProcedure, procedureFor, router } from '../trpc.ts'
import { beginSecondFactor } from './begin-second-factor.ts'
import { changePassword } from './change-password.ts'
import { confirmSecondFactor } from './confirm-second-factor.ts'
import { countTry, subjectOfSecondFactor } from './count-try.ts'
import { endSession } from './end-session.ts'
import { endSessions } from './end-sessions.ts'
import { giveCode } from './give-code.ts'
import { newRecoveryCodes } from './new-recovery-codes.ts'
import { deskOf, ownSignIn } from './queries.ts'
import { removeSecondFactor } from './remove-second-factor.ts'
import { sessionOf } from './sessions.ts'
import { stepUp } from './step-up.ts'

const own = { who: everyRole, object: 'none' } as const

export const signOnRouter = router({
  /** The second stage of a sign-in, with the half session that the first one gave. */
  giveCode: openProcedure
    .input(giveCodeInput)
    .output(deskAnswer)
    .mutation(async ({ ctx, input }) => {
      const token = await giveCode(ctx.database, {
        code: input.code,
        half: ctx.token(),
        box: ctx.secrets ?? null,
        address: ctx.address,
        requestId: ctx.requestId,
        ...(ctx.browser ? { browser: ctx.browser } : {}),
      })
      ctx.setToken(token)
      const session = await sessionOf(ctx.database.db, token)
      if (!session) throw new Refusal('SESSION_EXPIRED', 'Sign in again.')
      return deskOf(ctx.database.db, session)
    }),

  stepUp: procedureFor({ ...own, whileOwing: true })
    .input(stepUpInput)
    .output(steppedUpAnswer)
    .mutation(async ({ ctx, input }) => {
      const token = await stepUp(ctx.database, {
        session: ctx.signedIn,
        token: ctx.token() ?? '',
        password: input.password,
        code: input.code,
        box: ctx.secrets ?? null,
        address: ctx.address,
        requestId: ctx.requestId,
      })
      ctx.setToken(token)
      return { steppedUp: true }
    }),

  mine: procedureFor({ ...own, reads: 'own sign-in' })
    .output(ownSignInAnswer)
    .query(({ ctx }) => ownSignIn(ctx.db, ctx.signedIn)),

  endSession: procedureFor({ who: everyRole, object: 'session' })
    .input(endSessionInput)
    .output(endedHereAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) =>
        endSession(work, { sessionId: BigInt(input.sessionId), here: ctx.signedIn.sessionId }),
      ),
    ),

  endSessions: procedureFor({ who: everyRole, object: 'person' })
    .input(endSessionsInput)
    .output(endedAnswer)
    .mutation(({ ctx, input }) => {
      const staffId = input.staffId ? BigInt(input.staffId) : ctx.actor.staffId
      return ctx.work((work) => endSessions(work, { staffId, here: ctx.signedIn.sessionId }))
    }),

  beginSecondFactor: procedureFor({ ...own, stepUp: 'fresh', whileOwing: true })
    .output(secondFactorBegunAnswer)
    .mutation(({ ctx }) => ctx.work((work) => beginSecondFactor(work, ctx.secrets ?? null))),

  confirmSecondFactor: procedureFor({ ...own, stepUp: 'fresh', whileOwing: true })
    .input(confirmSecondFactorInput)
    .output(recoveryCodesAnswer)
    .mutation(async ({ ctx, input }) => {
      // Counted outside of the work, whose refusal would take the count back.
      const counted = await countTry(ctx.database, subjectOfSecondFactor(ctx.actor.staffId), null)
      if (!counted.lookedAt)
        throw new Refusal('TOO_MANY', 'Too many codes were tried. Wait 15 minutes and try again.')
      return ctx.work((work) => confirmSecondFactor(work, ctx.secrets ?? null, input))
    }),

  newRecoveryCodes: procedureFor({ ...own, stepUp: 'fresh' })
    .input(newRecoveryCodesInput)
    .output(recoveryCodesAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => newRecoveryCodes(work, input))),

  removeSecondFactor: procedureFor({ ...own, stepUp: 'fresh' })
    .output(doneAnswer)
    .mutation(async ({ ctx }) => {
      await ctx.work((work) => removeSecondFactor(work))
      return { done: true }
    }),

  changePassword: procedureFor({ ...own, stepUp: 'fresh', whileOwing: true })
    .input(changePasswordInput)
    .output(doneAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) =>
        changePassword(work, {
          password: input.password,
          session: ctx.signedIn.sessionId,
          isCommon: ctx.commonPasswords,
        }),
      )
      return { done: true }
    }),
})
