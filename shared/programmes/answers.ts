import { z } from 'zod'
import { count, exactly, maybeText, text, verdict } from '../answers.ts'
import type { Programme } from './document.ts'
import type { Problem } from './read-programme.ts'
import { programmeSchema } from './schema.ts'
import { programmeStates } from './states.ts'
import type { ProgrammeListView, ProgrammePageView } from './views.ts'

/** Strict by itself: it is what the author's text was read with. */
const document: z.ZodType<Programme> = programmeSchema
const outage = z.strictObject({ outageId: text, name: text })
const version = {
  programmeId: text,
  version: count,
  revision: count,
  state: z.enum(programmeStates),
  title: text,
  cause: z.enum(['entitlement', 'statutory', 'goodwill']),
  outage: outage.nullable(),
  author: maybeText,
  editedAt: text,
  submittedAt: maybeText,
  publishedBy: maybeText,
  publishedOn: maybeText,
  returned: z.strictObject({ by: maybeText, because: text }).nullable(),
  ended: z.strictObject({ by: maybeText, at: text, because: text }).nullable(),
  hash: maybeText,
  cost: z.strictObject({ accounts: count, minor: text, currency: text }),
}
const problem = exactly<Problem>()(
  z.strictObject({ level: z.enum(['error', 'warning']), line: count, path: text, words: text }),
)

export const programmesAnswer = exactly<ProgrammeListView>()(
  z.strictObject({
    versions: z.array(z.strictObject(version)),
    outages: z.array(outage),
    mayWrite: verdict,
  }),
)
export const programmeAnswer = exactly<ProgrammePageView>()(
  z.strictObject({
    programmeId: text,
    versions: z.array(
      z.strictObject({
        ...version,
        text,
        document: document.nullable(),
        problems: z.array(problem),
        may: z.strictObject({
          edit: verdict,
          submit: verdict,
          publish: verdict,
          return: verdict,
          withdraw: verdict,
        }),
      }),
    ),
    budget: z.strictObject({ total: text, taken: text, currency: text }).nullable(),
    mayWrite: verdict,
  }),
)
export const savedProgrammeAnswer = z.strictObject({
  programmeId: text,
  version: count,
  revision: count,
  problems: z.array(problem).readonly(),
})
