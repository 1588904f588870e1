import type { MoneyView } from '../money.ts'
import type { Verdict } from '../verdict.ts'
import type { Role } from './roles.ts'
import type { HowSignedIn, Owed } from './sign-on.ts'
import type { ChangeKind, Relation } from './states.ts'

export type DemoSignIn = { username: string; name: string; role: Role; level: string | null }

/** What the sign-in page needs: the demo sign-ins only in demo mode. */
export type SignInPage = {
  demo: { password: string; people: DemoSignIn[] } | null
  /** What the carrier's own sign-in is called, where it is connected. */
  provider: string | null
}

/** What a password alone does for whoever has a second factor: the code is asked for next. */
export type CodeNeeded = { codeNeeded: true }

export type SessionView = {
  sessionId: string
  here: boolean
  how: HowSignedIn
  address: string | null
  browser: string | null
  signedInAt: string
  lastSeenAt: string
}
/** One's own sign-in: where it is open, and what proves that it is oneself. */
export type OwnSignIn = {
  usernames: string[]
  hasPassword: boolean
  provider: string | null
  secondFactor: { since: string; recoveryCodesLeft: number; codesMadeAt: string | null } | null
  sessions: SessionView[]
}
/** A secret to be taken into an authenticator, as text and as the rows of a picture: a letter for each dark square. */
export type SecondFactorBegun = { secret: string; rows: string[] }
export type RecoveryCodes = { codes: string[] }

/** The header of every page: who, which date, what is going on. */
export type Desk = {
  staffId: string
  name: string
  role: Role
  level: string | null
  perAction: MoneyView | null
  demo: boolean
  businessDate: string
  businessZone: string
  outage: { outageId: string; name: string; programme: string | null } | null
  waiting: number
  stops: { switchId: string; scope: string; reason: string; by: string; at: string }[]
  mayStop: Verdict
  mayDecide: Verdict
  signIn: {
    /** What one signs in with, so that it is not typed again over a page; null where only the provider knows it. */
    username: string | null
    /** How long nobody had done anything before this was asked, and how long until it ends whatever anybody does. */
    idleSeconds: number
    secondsLeft: number
    /** What a step-up asks for. */
    proof: 'password' | 'code' | 'provider'
    /** What has to be done before anything else. */
    owes: Owed | null
  }
}

/** A change that waits for a second administrator. */
export type WaitingChange = {
  changeId: string
  kind: ChangeKind
  staffId: string | null
  name: string
  username: string | null
  role: Role | null
  level: string | null
  fromRole: Role | null
  fromLevel: string | null
  accountId: string | null
  reason: string
  by: string
  at: string
  may: { agree: Verdict; refuse: Verdict; withdraw: Verdict }
}
export type PersonRow = {
  staffId: string
  name: string
  role: Role
  level: string | null
  active: boolean
  /** Since when role and limit are so; null for who was there before it was written down. */
  since: string | null
  askedBy: string | null
  agreedBy: string | null
  waiting: number
  may: { change: Verdict; switchOff: Verdict; newPassword: Verdict; newFactor: Verdict }
  /** For administrators only. */
  own: {
    usernames: string[]
    lastSignIn: string | null
    links: { accountId: string; relation: Relation; mayAskUnlink: Verdict }[]
  } | null
}
export type PeoplePage = {
  asOf: string
  people: PersonRow[]
  /** How many there are, when not all of them are shown. */
  more: number
  waiting: WaitingChange[]
  levels: { level: string; role: Role; perAction: MoneyView }[]
  mayChange: Verdict
}
/** The answer to an act about people. The first password is shown once, to who agreed, to be handed over. */
export type PeopleAct = { state: string; firstPassword: string | null }
