import { z } from 'zod'
import { count, exactly, maybeText, money, text, verdict } from '../answers.ts'
import { adjudicationStates } from '../outages/states.ts'
import { programmeStates } from '../programmes/states.ts'
import type { OutagePage, OutageRow } from './outage-views.ts'
import { runRow, sampled } from './run-answers.ts'
import { runStates } from './run-states.ts'

const window = z.strictObject({ startsAt: text, endsAt: text, source: text })
const programme = { programmeId: text, version: count, title: text }
const adjudication = {
  adjudicationId: text,
  window,
  was: window,
  reason: text,
  state: z.enum(adjudicationStates),
  proposedBy: text,
  proposedAt: text,
  decidedBy: maybeText,
  decidedAt: maybeText,
  decidedBecause: maybeText,
}
const changed = z.strictObject({ accounts: count, amount: money, sample: z.array(sampled) })

export const outagesAnswer = exactly<OutageRow[]>()(
  z.array(
    z.strictObject({
      outageId: text,
      name: text,
      timeZone: text,
      window,
      lines: count.nullable(),
      programmes: count,
      paid: z.array(money),
      waiting: maybeText,
    }),
  ),
)

export const outagePageAnswer = exactly<OutagePage>()(
  z.strictObject({
    outageId: text,
    name: text,
    cause: text,
    wording: text,
    timeZone: text,
    window,
    sources: z.array(z.strictObject({ source: text, startsAt: maybeText, endsAt: maybeText, remark: text })),
    evidence: z.strictObject({
      sites: count,
      lines: count.nullable(),
      measuredAt: maybeText,
      unlisted: z.boolean(),
    }),
    programmes: z.array(
      z.strictObject({
        ...programme,
        state: z.enum(programmeStates),
        credits: count,
        paid: money,
        takenBack: money,
      }),
    ),
    runs: z.array(z.strictObject(runRow)),
    proposal: z
      .strictObject({
        ...adjudication,
        own: z.boolean(),
        measuring: z.strictObject({ agreedBy: text, total: count, done: count }).nullable(),
        corrections: z.array(
          z.strictObject({
            runId: text,
            state: z.enum(runStates),
            programme: z.strictObject(programme),
            batches: count,
            planned: count,
            looked: count,
            under: changed,
            over: changed,
          }),
        ),
        may: z.strictObject({ putInForce: verdict, drop: verdict }),
      })
      .nullable(),
    decided: z.array(z.strictObject(adjudication)),
    mayPropose: verdict,
  }),
)

export const newAdjudicationAnswer = z.strictObject({ adjudicationId: text })
