import type { MoneyView } from '../money.ts'
import type { Verdict } from '../verdict.ts'
import type { Role } from './roles.ts'

export type DemoSignIn = { username: string; name: string; role: Role; level: string | null }

/** What the sign-in page needs: the demo sign-ins only in demo mode. */
export type SignInPage = { demo: { password: string; people: DemoSignIn[] } | null }

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
}
