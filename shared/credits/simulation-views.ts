import type { Share, Tally } from './simulation.ts'

/** A row of a distribution: minor units as text. */
export type ShareView = { key: string; accounts: number; paid: number; minor: string }
/** What a simulation found, as it is stored, printed with --json and plotted. */
export type SimulationView = {
  programme: { programmeId: string; version: number; hash: string; title: string }
  against: { programmeId: string; version: number; hash: string } | null
  outageId: string
  at: string
  currency: string
  accounts: number
  paid: number
  units: number
  minor: string
  dueMinor: string
  otherOffers: number
  byLines: ShareView[]
  byType: ShareView[]
  byMarket: ShareView[]
  nothing: { id: string; because: string; accounts: number }[]
  difference: {
    more: { accounts: number; minor: string }
    less: { accounts: number; minor: string }
    same: number
    minor: string
    byLines: ShareView[]
  } | null
  budget: { total: string; left: string; after: string; warnings: string[] } | null
  seconds: number
}

/** A simulation as the programme's page shows it, under way or over. */
export type SimulationRow = {
  simulationId: string
  state: 'running' | 'finished' | 'failed' | 'stopped'
  startedBy: string
  startedAt: string
  done: number
  total: number
  against: number | null
  /** False when the draft was saved since. */
  current: boolean
  result: SimulationView | null
  because: string | null
}

export function tallyView(
  tally: Tally,
): Pick<
  SimulationView,
  | 'accounts'
  | 'paid'
  | 'units'
  | 'minor'
  | 'dueMinor'
  | 'otherOffers'
  | 'byLines'
  | 'byType'
  | 'byMarket'
  | 'nothing'
  | 'difference'
> {
  const { difference } = tally
  return {
    accounts: tally.looked,
    paid: tally.paid,
    units: tally.units,
    minor: tally.minor.toString(),
    dueMinor: tally.dueMinor.toString(),
    otherOffers: tally.otherOffers,
    byLines: shares(tally.byLines),
    byType: shares(tally.byType).sort(mostFirst),
    byMarket: shares(tally.byMarket).sort(mostFirst),
    nothing: Object.entries(tally.nothing)
      .map(([key, { because, accounts }]) => ({ id: key.split(': ')[0] ?? key, because, accounts }))
      .sort((a, b) => b.accounts - a.accounts || (a.id < b.id ? -1 : 1)),
    difference: difference && {
      more: { accounts: difference.more.accounts, minor: difference.more.minor.toString() },
      less: { accounts: difference.less.accounts, minor: difference.less.minor.toString() },
      same: difference.same,
      minor: (difference.more.minor + difference.less.minor).toString(),
      byLines: shares(difference.byLines),
    },
  }
}

const mostFirst = (a: ShareView, b: ShareView): number => b.accounts - a.accounts || (a.key < b.key ? -1 : 1)

const shares = (group: Record<string, Share>): ShareView[] =>
  Object.entries(group)
    .map(([key, { accounts, paid, minor }]) => ({ key, accounts, paid, minor: minor.toString() }))
    .sort((a, b) => Number.parseInt(a.key, 10) - Number.parseInt(b.key, 10) || (a.key < b.key ? -1 : 1))
