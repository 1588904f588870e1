import { z } from 'zod'
import { exactly, maybeText, money, text } from '../answers.ts'
import type { Programme } from '../programmes/document.ts'
import { type FactKind, factKinds } from '../programmes/fact-names.ts'
import { programmeSchema } from '../programmes/schema.ts'
import type { Facts } from './facts.ts'
import type { CreditWorking } from './working.ts'

const kinds = {
  text: text.nullish(),
  number: z.number().nullish(),
  boolean: z.boolean().nullish(),
} satisfies Record<FactKind['type'], z.ZodType>
/** The facts of a scope by the closed list of those that a programme may ask about. */
const named = (scope: string) =>
  Object.fromEntries(
    Object.entries(factKinds)
      .filter(([name]) => name.startsWith(`${scope}.`))
      .map(([name, { type }]) => [name.slice(scope.length + 1), kinds[type]]),
  )

const seconds = z.number().nullish()
const days = z
  .array(
    z.strictObject({
      startsAt: z.number(),
      endsAt: z.number(),
      working: z.boolean().optional(),
      opensAt: z.number().optional(),
      shutsAt: z.number().optional(),
    }),
  )
  .optional()
const unit = z.strictObject({
  ...named('unit'),
  id: text,
  services: z.array(text).optional(),
  losses: z.array(z.strictObject({ service: text, from: z.number(), to: z.number() })).optional(),
  reportedAt: seconds,
  charges: z.record(z.string(), text).optional(),
  pastBills: z.array(text).optional(),
  days,
})
const given = z.strictObject({
  programme: text,
  version: z.number(),
  group: text.optional(),
  outage: text,
  minor: text,
  daysAgo: z.number(),
})

/** Fields that come from a list at run time have no names in TypeScript's eyes; the list is what the facts are loaded by. */
const facts = z.strictObject({
  account: z.strictObject(named('account')),
  outage: z.strictObject({
    ...named('outage'),
    id: text,
    endDate: maybeText.optional(),
    startsAt: seconds,
    endsAt: seconds,
    awareAt: seconds,
    powerBackAt: seconds,
  }),
  claim: z.strictObject({ ...named('claim'), madeOn: maybeText.optional() }).optional(),
  calendar: z
    .strictObject({ daysInMonth: z.number().optional(), cycleDays: z.number().optional(), days })
    .optional(),
  units: z.array(unit).optional(),
  given: z.array(given).optional(),
}) as unknown as z.ZodType<Facts>

const programme: z.ZodType<Programme> = programmeSchema

export const creditWorkingAnswer = exactly<CreditWorking>()(
  z.strictObject({
    facts,
    programme,
    at: text,
    decided: z
      .strictObject({
        by: z.enum(['credit', 'plan']),
        runId: text,
        hash: text,
        amount: money,
        setOff: money,
        because: maybeText,
      })
      .nullable(),
  }),
)
