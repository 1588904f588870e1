import {
  deskAnswer,
  peopleActAnswer,
  peopleAnswer,
  signedOutAnswer,
  signInAnswer,
  signInPageAnswer,
} from '#shared/staff/answers.ts'
import { seenBy } from '#shared/staff/roles.ts'
import {
  askChangeInput,
  askPersonInput,
  askUnlinkInput,
  askWayBackInput,
  changeInput,
  liftInput,
  linkInput,
  peopleInput,
  refuseChangeInput,
  signInInput,
  stopInput,
  switchOffInput,
} from '#shared/staff/schemas.ts'
import type { CodeNeeded, Desk } from '#shared/staff/views.ts'
import { Refusal } from '../refusal.ts'
import { admins, everyRole, managers } from '../rule.ts'
import { openProcedure, procedureFor, router } from '../trpc.ts'
import { inWork } from '../work.ts'
import { agreeChange } from './agree-change.ts'
import { askChange } from './ask-change.ts'
import { askPerson } from './ask-person.ts'
import { askUnlink } from './ask-unlink.ts'
import { askWayBack } from './ask-way-back.ts'
import { linkAccount } from './link-account.ts'
import { peoplePage } from './people-page.ts'
import { deskOf, signInPage } from './queries.ts'
import { refuseChange } from './refuse-change.ts'
import { closeSession, sessionName, sessionOf } from './sessions.ts'
import { signIn } from './sign-in.ts'
import { liftStop, stopCredits } from './stop-credits.ts'
import { switchOff } from './switch-off.ts'
import { withdrawChange } from './withdraw-change.ts'

const changeOf = ({ changeId }: { changeId: string }) => ({ changeId: BigInt(changeId) })

export const staffRouter = router({
  signInPage: openProcedure
    .output(signInPageAnswer)
    .query(({ ctx }) => signInPage(ctx.database.db, ctx.provider ?? null)),

  signIn: openProcedure
    .input(signInInput)
    .output(signInAnswer)
    .mutation(async ({ ctx, input }): Promise<Desk | CodeNeeded> => {
      const { token, codeNeeded } = await signIn(ctx.database, {
        ...input,
        address: ctx.address,
        requestId: ctx.requestId,
        before: ctx.token(),
        ...(ctx.browser ? { browser: ctx.browser } : {}),
      })
      ctx.setToken(token)
      if (codeNeeded) return { codeNeeded }
      const session = await sessionOf(ctx.database.db, token)
      if (!session) throw new Refusal('SESSION_EXPIRED', 'Sign in again.')
      return deskOf(ctx.database.db, session)
    }),

  signOut: openProcedure.output(signedOutAnswer).mutation(async ({ ctx }) => {
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

  desk: procedureFor({ who: everyRole, object: 'none', whileOwing: true })
    .output(deskAnswer)
    .query(({ ctx }) => deskOf(ctx.db, ctx.signedIn)),

  stop: procedureFor({ who: managers, object: 'none' })
    .input(stopInput)
    .output(deskAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => stopCredits(work, input))
      return deskOf(ctx.db, ctx.signedIn)
    }),

  lift: procedureFor({ who: managers, object: 'stop' })
    .input(liftInput)
    .output(deskAnswer)
    .mutation(async ({ ctx, input }) => {
      await ctx.work((work) => liftStop(work, { switchId: BigInt(input.switchId) }))
      return deskOf(ctx.db, ctx.signedIn)
    }),

  people: procedureFor({ who: seenBy.people, object: 'none', reads: 'people' })
    .input(peopleInput)
    .output(peopleAnswer)
    .query(({ ctx, input }) =>
      peoplePage(ctx.db, { actor: ctx.actor, clock: ctx.clock, find: input.find ?? '' }),
    ),

  askPerson: procedureFor({ who: admins, object: 'none' })
    .input(askPersonInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => askPerson(work, input))),

  askChange: procedureFor({ who: admins, object: 'person' })
    .input(askChangeInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => askChange(work, { ...input, staffId: BigInt(input.staffId) })),
    ),

  agreeChange: procedureFor({ who: admins, object: 'change', stepUp: 'fresh' })
    .input(changeInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => agreeChange(work, changeOf(input)))),

  refuseChange: procedureFor({ who: admins, object: 'change' })
    .input(refuseChangeInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => refuseChange(work, { ...changeOf(input), reason: input.reason })),
    ),

  withdrawChange: procedureFor({ who: admins, object: 'change' })
    .input(changeInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) => ctx.work((work) => withdrawChange(work, changeOf(input)))),

  switchOff: procedureFor({ who: admins, object: 'person' })
    .input(switchOffInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => switchOff(work, { ...input, staffId: BigInt(input.staffId) })),
    ),

  linkAccount: procedureFor({ who: admins, object: 'person' })
    .input(linkInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => linkAccount(work, { ...input, staffId: BigInt(input.staffId) })),
    ),

  askUnlink: procedureFor({ who: admins, object: 'person' })
    .input(askUnlinkInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => askUnlink(work, { ...input, staffId: BigInt(input.staffId) })),
    ),

  askWayBack: procedureFor({ who: admins, object: 'person' })
    .input(askWayBackInput)
    .output(peopleActAnswer)
    .mutation(({ ctx, input }) =>
      ctx.work((work) => askWayBack(work, { ...input, staffId: BigInt(input.staffId) })),
    ),
})
