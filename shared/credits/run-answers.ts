import { z } from 'zod'
import { accountTypes } from '../accounts/account.ts'
import { count, exactly, maybeText, money, text, verdict } from '../answers.ts'
import { runKinds, runStates, takenBack } from './run-states.ts'
import type { Runnable, RunPage, RunRow } from './run-views.ts'
import type { ShareView, SimulationRow, SimulationView } from './simulation-views.ts'

export const runRow = {
  runId: text,
  kind: z.enum(runKinds),
  state: z.enum(runStates),
  programme: z.strictObject({ programmeId: text, version: count, title: text }),
  outage: z.strictObject({ outageId: text, name: text }),
  startedAt: text,
  startedBy: maybeText,
  endedAt: maybeText,
  because: maybeText,
  reason: maybeText,
  takes: z.enum(takenBack).nullable(),
  looked: count,
  due: count,
  amountDue: money,
  credited: count,
  amount: money,
}
export const sampled = z.strictObject({
  accountId: text,
  minor: text,
  step: count,
  goesTo: z.enum(['nextBill', 'finalBill', 'refund']),
  type: z.enum(accountTypes),
  billDay: count,
})
const preview = z.strictObject({
  reasons: z.array(z.strictObject({ because: text, route: maybeText, accounts: count, example: text })),
  amounts: z.array(z.strictObject({ minor: text, accounts: count })),
  sample: z.array(sampled),
  over: z.strictObject({ accounts: count, minor: text, sample: z.array(sampled) }).nullable(),
})

export const runsAnswer = exactly<RunRow[]>()(z.array(z.strictObject(runRow)))
export const runAnswer = exactly<RunPage>()(
  z.strictObject({
    ...runRow,
    approvedBy: maybeText,
    reversesRun: maybeText,
    reversedByRun: maybeText,
    excessTakenByRun: maybeText,
    adjudicationId: maybeText,
    planHash: maybeText,
    programmeHash: text,
    businessDate: text,
    progress: z.strictObject({
      batches: count,
      planned: count,
      posted: count,
      accountsPlanned: count,
      duePosted: count,
      leftOut: count,
      rate: count.nullable(),
      secondsLeft: count.nullable(),
    }),
    canary: z.strictObject({ accounts: count, credited: count }).nullable(),
    budget: z.strictObject({ left: money }).nullable(),
    preview,
    leftOut: z.array(z.strictObject({ because: text, accounts: count })),
    may: z.strictObject({
      canary: verdict,
      rest: verdict,
      pause: verdict,
      resume: verdict,
      stop: verdict,
      approve: verdict,
      reverse: verdict,
      excess: verdict,
    }),
  }),
)
export const runnableAnswer = exactly<Runnable[]>()(
  z.array(
    z.strictObject({
      programmeId: text,
      version: count,
      title: text,
      outageName: text,
      openRun: maybeText,
    }),
  ),
)
export const newRunAnswer = z.strictObject({ runId: text })
export const newSimulationAnswer = z.strictObject({ simulationId: text })
/** A step of a run answers nothing: the page asks anew. */
export const nothingAnswer = z.void()

const share = exactly<ShareView>()(z.strictObject({ key: text, accounts: count, paid: count, minor: text }))
const sum = z.strictObject({ accounts: count, minor: text })
const version = { programmeId: text, version: count, hash: text }
const simulation = exactly<SimulationView>()(
  z.strictObject({
    programme: z.strictObject({ ...version, title: text }),
    against: z.strictObject(version).nullable(),
    outageId: text,
    at: text,
    currency: text,
    accounts: count,
    paid: count,
    units: count,
    minor: text,
    dueMinor: text,
    otherOffers: count,
    byLines: z.array(share),
    byType: z.array(share),
    byMarket: z.array(share),
    nothing: z.array(z.strictObject({ id: text, because: text, accounts: count })),
    difference: z
      .strictObject({ more: sum, less: sum, same: count, minor: text, byLines: z.array(share) })
      .nullable(),
    budget: z.strictObject({ total: text, left: text, after: text, warnings: z.array(text) }).nullable(),
    seconds: count,
  }),
)
export const simulationsAnswer = exactly<SimulationRow[]>()(
  z.array(
    z.strictObject({
      simulationId: text,
      state: z.enum(['running', 'finished', 'failed', 'stopped']),
      startedBy: text,
      startedAt: text,
      done: count,
      total: count,
      against: count.nullable(),
      current: z.boolean(),
      result: simulation.nullable(),
      because: maybeText,
    }),
  ),
)
