import type { MoneyView } from '../money.ts'

export type OutageView = {
  outageId: string
  name: string
  cause: string
  startsAt: string
  endsAt: string
  windowSource: string
  wording: string
  timeZone: string
  sources: { source: string; startsAt: string | null; endsAt: string | null; remark: string }[]
}

/** A stretch without service inside the outage's window; uncertain when the feed ended before the phone came back. */
export type LossPiece = { from: string; to: string; certain: boolean }

export type LineImpactView = {
  lineId: string
  phone: string
  planName: string
  monthlyCharge: MoneyView
  status: 'active' | 'suspended' | 'closed'
  market: string
  timeZone: string
  /** Zero means "not affected"; `uncertainSeconds` is the part of it that is not certain. */
  secondsLost: number
  uncertainSeconds: number
  pieces: LossPiece[]
  /** "hss", "probe": where the evidence comes from; empty when nothing was reported. */
  sources: string[]
  sites: string[]
}
