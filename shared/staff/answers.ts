import { z } from 'zod'
import { count, exactly, maybeMoney, maybeText, money, text, verdict } from '../answers.ts'
import { roles } from './roles.ts'
import { owed } from './sign-on.ts'
import { changeKinds, relations } from './states.ts'
import type {
  CodeNeeded,
  Desk,
  OwnSignIn,
  PeopleAct,
  PeoplePage,
  RecoveryCodes,
  SecondFactorBegun,
  SignInPage,
} from './views.ts'

const role = z.enum(roles)

export const signInPageAnswer = exactly<SignInPage>()(
  z.strictObject({
    demo: z
      .strictObject({
        password: text,
        people: z.array(z.strictObject({ username: text, name: text, role, level: maybeText })),
      })
      .nullable(),
    provider: maybeText,
  }),
)
export const signedOutAnswer = z.strictObject({ signedOut: z.boolean() })

export const deskAnswer = exactly<Desk>()(
  z.strictObject({
    staffId: text,
    name: text,
    role,
    level: maybeText,
    perAction: maybeMoney,
    demo: z.boolean(),
    businessDate: text,
    businessZone: text,
    outage: z.strictObject({ outageId: text, name: text, programme: maybeText }).nullable(),
    waiting: count,
    stops: z.array(z.strictObject({ switchId: text, scope: text, reason: text, by: text, at: text })),
    mayStop: verdict,
    mayDecide: verdict,
    signIn: z.strictObject({
      username: maybeText,
      idleSeconds: count,
      secondsLeft: count,
      proof: z.enum(['password', 'code', 'provider']),
      owes: z.enum(owed).nullable(),
    }),
  }),
)
export const signInAnswer = z.union([
  deskAnswer,
  exactly<CodeNeeded>()(z.strictObject({ codeNeeded: z.literal(true) })),
])
export const ownSignInAnswer = exactly<OwnSignIn>()(
  z.strictObject({
    usernames: z.array(text),
    hasPassword: z.boolean(),
    provider: maybeText,
    secondFactor: z
      .strictObject({ since: text, recoveryCodesLeft: count, codesMadeAt: maybeText })
      .nullable(),
    sessions: z.array(
      z.strictObject({
        sessionId: text,
        here: z.boolean(),
        how: z.enum(['password', 'code', 'recovery', 'provider']),
        address: maybeText,
        browser: maybeText,
        signedInAt: text,
        lastSeenAt: text,
      }),
    ),
  }),
)
export const secondFactorBegunAnswer = exactly<SecondFactorBegun>()(
  z.strictObject({ secret: text, rows: z.array(text) }),
)
export const recoveryCodesAnswer = exactly<RecoveryCodes>()(z.strictObject({ codes: z.array(text) }))
export const steppedUpAnswer = z.strictObject({ steppedUp: z.boolean() })
export const endedHereAnswer = z.strictObject({ ended: count, here: z.boolean() })
export const endedAnswer = z.strictObject({ ended: count })
export const doneAnswer = z.strictObject({ done: z.boolean() })

const waitingChange = z.strictObject({
  changeId: text,
  kind: z.enum(changeKinds),
  staffId: maybeText,
  name: text,
  username: maybeText,
  role: role.nullable(),
  level: maybeText,
  fromRole: role.nullable(),
  fromLevel: maybeText,
  accountId: maybeText,
  reason: text,
  by: text,
  at: text,
  may: z.strictObject({ agree: verdict, refuse: verdict, withdraw: verdict }),
})
const personRow = z.strictObject({
  staffId: text,
  name: text,
  role,
  level: maybeText,
  active: z.boolean(),
  since: maybeText,
  askedBy: maybeText,
  agreedBy: maybeText,
  waiting: count,
  may: z.strictObject({ change: verdict, switchOff: verdict, newPassword: verdict, newFactor: verdict }),
  own: z
    .strictObject({
      usernames: z.array(text),
      lastSignIn: maybeText,
      links: z.array(z.strictObject({ accountId: text, relation: z.enum(relations), mayAskUnlink: verdict })),
    })
    .nullable(),
})
export const peopleAnswer = exactly<PeoplePage>()(
  z.strictObject({
    asOf: text,
    people: z.array(personRow),
    more: count,
    waiting: z.array(waitingChange),
    levels: z.array(z.strictObject({ level: text, role, perAction: money })),
    mayChange: verdict,
  }),
)
export const peopleActAnswer = exactly<PeopleAct>()(z.strictObject({ state: text, firstPassword: maybeText }))
