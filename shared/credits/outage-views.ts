import type { MoneyView } from '../money.ts'
import type { AdjudicationState } from '../outages/states.ts'
import type { ProgrammeState } from '../programmes/states.ts'
import type { Verdict } from '../verdict.ts'
import type { RunState } from './run-states.ts'
import type { RunRow, Sampled } from './run-views.ts'

type WindowView = { startsAt: string; endsAt: string; source: string }

/** An outage in the list of all. */
export type OutageRow = {
  outageId: string
  name: string
  timeZone: string
  window: WindowView
  /** Lines that lost service in the window; null until they were measured. */
  lines: number | null
  programmes: number
  /** What runs paid less what runs took back, for each currency. */
  paid: MoneyView[]
  /** Who proposed the window that waits for a second manager. */
  waiting: string | null
}

/** Another window that was proposed, and what became of it. */
export type AdjudicationView = {
  adjudicationId: string
  window: WindowView
  was: WindowView
  reason: string
  state: AdjudicationState
  proposedBy: string
  proposedAt: string
  decidedBy: string | null
  decidedAt: string | null
  decidedBecause: string | null
}

/** What a proposed window would change in what one programme gave: nothing of it has moved. */
export type CorrectionView = {
  runId: string
  state: RunState
  programme: { programmeId: string; version: number; title: string }
  batches: number
  planned: number
  looked: number
  under: { accounts: number; amount: MoneyView; sample: readonly Sampled[] }
  over: { accounts: number; amount: MoneyView; sample: readonly Sampled[] }
}

export type ProposalView = AdjudicationView & {
  /** Whether the reader proposed it: then it is withdrawn and not turned down. */
  own: boolean
  /** Since a second manager agreed: how many accounts are measured of how many. It is in force when all of them are. */
  measuring: { agreedBy: string; total: number; done: number } | null
  corrections: CorrectionView[]
  may: { putInForce: Verdict; drop: Verdict }
}

/** What a programme gave for the outage by its runs. What a person gave or took back is on the accounts. */
export type OutageProgramme = {
  programmeId: string
  version: number
  title: string
  state: ProgrammeState
  credits: number
  paid: MoneyView
  takenBack: MoneyView
}

export type OutagePage = {
  outageId: string
  name: string
  cause: string
  wording: string
  timeZone: string
  window: WindowView
  sources: { source: string; startsAt: string | null; endsAt: string | null; remark: string }[]
  evidence: {
    sites: number
    lines: number | null
    measuredAt: string | null
    /** Evidence or sites were loaded after the latest list of who is due what was made. */
    unlisted: boolean
  }
  programmes: OutageProgramme[]
  runs: RunRow[]
  proposal: ProposalView | null
  decided: AdjudicationView[]
  mayPropose: Verdict
}
