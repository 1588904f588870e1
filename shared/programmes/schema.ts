import { z } from 'zod'
import type { DayCount, MoneyFormula, Programme } from './document.ts'
import { type FactName, factNames, outageCauses, serviceNames, unitKinds } from './fact-names.ts'

const words = z.string().trim().min(1).max(1_000)
const id = z.string().regex(/^[a-z0-9][a-z0-9-]{1,63}$/, 'must be small letters, digits and hyphens')
const minor = z.string().regex(/^\d{1,15}$/, 'must be minor units as digits, such as "500" for $5.00')
const decimal = z
  .string()
  .regex(/^\d{1,9}(\.\d{1,6})?$/, 'must be a decimal of zero or more, such as "2" or "0.5"')
const date = z.iso.date()
const hour = z.int().min(0).max(24)
const count = z.int().min(0).max(1_000_000)
const fact = z.enum(factNames as [FactName, ...FactName[]])
const cause = z.enum(outageCauses)
const market = z.string().regex(/^[A-Z]{2}(-[A-Z0-9]{1,3})?$/, 'must be a code such as TX or CA-ON')

const value = z.union([z.string().max(200), z.int(), z.boolean()])
const test = {
  fact,
  operator: z.enum(['is', 'isNot', 'in', 'notIn', 'atLeast', 'moreThan', 'atMost', 'lessThan']),
  value: z.union([value, z.array(value).min(1).max(100)]),
}
const testSchema = z.strictObject(test)
const failure = z.strictObject({ because: words, route: words.nullable() })
const predicate = z.strictObject({
  ...test,
  id,
  failure,
  failureByValue: z.record(z.string(), failure).optional(),
})

const trigger = z.strictObject({
  kind: z.enum(['namedIncident', 'thresholdRule', 'statutory', 'servicePromise', 'discretionary']),
  clock: z.strictObject({
    start: z.enum(['incidentStart', 'providerAware', 'customerReport', 'ownLossStart']),
    fromNextDay: z.boolean().optional(),
    grace: z
      .strictObject({ days: z.int().min(1).max(60), of: z.enum(['calendarDays', 'workingDays']) })
      .optional(),
    afterPower: z.strictObject({ cause, hours: z.int().min(0).max(240) }).optional(),
  }),
  duration: z.enum(['consecutive', 'cumulative', 'calendarDays']),
  threshold: z
    .strictObject({
      comparison: z.enum(['atLeast', 'moreThan']),
      amount: count,
      of: z.enum(['minutes', 'hours', 'days']),
    })
    .optional(),
  dayWindow: z.strictObject({ fromHour: hour, toHour: hour }).optional(),
  scope: z.array(predicate).optional(),
  markets: z.array(market).min(1).optional(),
  attachedAtStart: z.boolean().optional(),
  excludedCauses: z.array(cause).optional(),
  services: z
    .strictObject({ mode: z.enum(['any', 'all']), set: z.array(z.enum(serviceNames)).min(1) })
    .optional(),
})

const least = { least: count.optional(), most: count.optional() }
const dayCount: z.ZodType<DayCount> = z.discriminatedUnion('count', [
  z.strictObject({ count: z.literal('fixed'), days: decimal }),
  z.strictObject({ count: z.literal('started'), ...least }),
  z.strictObject({ count: z.literal('completed'), ...least }),
  z.strictObject({
    count: z.literal('exact'),
    times: decimal.optional(),
    upToWhole: z.enum(['minute', 'hour', 'day']).optional(),
    ...least,
  }),
  z.strictObject({
    count: z.literal('calendar'),
    partOverHours: hour.optional(),
    oneUpToHours: z.int().min(0).max(240).optional(),
    ...least,
  }),
])

const several = <Form extends 'max' | 'min' | 'sum'>(form: Form) =>
  z.strictObject({
    form: z.literal(form),
    of: z
      .array(z.lazy(() => formula))
      .min(1)
      .max(20),
  })
const formula: z.ZodType<MoneyFormula> = z.lazy(() =>
  z.discriminatedUnion('form', [
    z.strictObject({ form: z.literal('flat'), minor }),
    z.strictObject({ form: z.literal('dailyRate'), days: dayCount }),
    z.strictObject({ form: z.literal('percentOfMonthly'), percent: decimal }),
    z.strictObject({ form: z.literal('amountOfFact'), fact }),
    z.strictObject({ form: z.literal('percentOfFact'), fact, percent: decimal }),
    z.strictObject({ form: z.literal('perFact'), fact, each: formula }),
    several('max'),
    several('min'),
    several('sum'),
    z.strictObject({
      form: z.literal('perDaySchedule'),
      days: dayCount,
      tiers: z
        .array(z.strictObject({ fromDay: z.int().min(1), toDay: z.int().min(1).nullable(), each: formula }))
        .min(1)
        .max(50),
    }),
  ]),
)
const inKind = z.strictObject({
  form: z.literal('inKind'),
  what: z.enum(['data_gb', 'unlimited_weekend_data', 'bolt_on_discount_percent', 'other']),
  quantity: decimal,
  words,
  cycles: z.int().min(1).max(36).optional(),
  validDays: z.int().min(1).max(3_660).optional(),
})
const instrument = z.enum(['billCredit', 'rewardCard', 'topUpBonus', 'inKind', 'refund'])
const choice = z.strictObject({
  form: z.literal('choice'),
  of: z
    .array(z.strictObject({ id, label: words, gives: z.union([formula, inKind]), instrument }))
    .min(2)
    .max(10),
})
const benefit = z.strictObject({
  id,
  title: words,
  when: z.array(testSchema),
  gives: z.union([formula, inKind, choice]),
  rateBase: z
    .strictObject({
      components: z.array(z.enum(['plan', 'addOns', 'fees', 'tax', 'device'])).min(1),
      basis: z.union([z.literal('current'), z.strictObject({ averageOfBills: z.int().min(1).max(36) })]),
      denominator: z.union([z.literal('daysInMonth'), z.literal('cycleDays'), z.literal(30), z.literal(31)]),
    })
    .optional(),
  instrument,
})

/** The shape of a programme document. What fields mean together is checked by problems.ts; docs/programme.schema.json is made from this. */
export const programmeSchema = z.strictObject({
  id,
  version: z.int().min(1),
  title: words,
  outage: id.nullable(),
  source: words,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be three capitals such as USD'),
  wording: words,
  agentWording: words.optional(),
  effective: z.strictObject({ from: date.nullable(), to: date.nullable() }).optional(),
  trigger,
  eligibility: z.array(predicate),
  unit: z.strictObject({
    of: z.enum(['account', 'line', 'service', 'device', 'contract', 'contact']),
    kinds: z.array(z.enum(unitKinds)).min(1).optional(),
    eligibility: z.array(predicate).optional(),
  }),
  benefits: z.array(benefit).min(1).max(50),
  stacking: z.strictObject({
    benefits: z.enum(['sum', 'first', 'max']),
    group: id.optional(),
    across: z.enum(['additive', 'exclusive', 'offset']),
  }),
  rounding: z.strictObject({
    mode: z.enum(['halfUp', 'halfDown', 'halfEven', 'up', 'down']),
    level: z.enum(['sum', 'unit', 'day']),
    toMinor: z.int().min(1).max(100_000).optional(),
  }),
  limits: z
    .strictObject({
      perUnit: z
        .strictObject({ floor: minor.optional(), cap: minor.optional(), monthlyRate: z.boolean().optional() })
        .optional(),
      perAccount: z.strictObject({ floor: minor.optional(), cap: minor.optional() }).optional(),
      maxUnits: z.int().min(1).optional(),
      perWindow: z
        .strictObject({
          days: z.int().min(1),
          cap: minor.optional(),
          count: z.int().min(1).optional(),
        })
        .optional(),
    })
    .optional(),
  delivery: z.strictObject({
    mode: z.enum(['automatic', 'accept', 'claim', 'manual']),
    automaticWhen: z.array(testSchema).min(1).optional(),
    deadline: z
      .union([
        z.strictObject({
          withinDays: z.int().min(1),
          after: z.enum(['outageStart', 'outageEnd']),
        }),
        z.strictObject({ on: date }),
      ])
      .optional(),
    channels: z.array(words).optional(),
    withinCycles: z.int().min(1).max(12),
    closedAccounts: z.enum(['finalBill', 'refund', 'none']),
  }),
  evidence: z.strictObject({ required: z.boolean(), kinds: z.array(words) }).optional(),
  manual: z
    .strictObject({
      ladder: z
        .array(
          z.strictObject({
            level: z.enum(['agent', 'senior', 'supervisor', 'manager']),
            perAction: minor,
            perAccount: minor,
            perDay: minor,
          }),
        )
        .min(1),
      reasonCodes: z.array(words),
      evidenceAbove: minor.optional(),
      approvals: z.array(z.strictObject({ above: minor, people: z.int().min(1).max(3) })),
    })
    .optional(),
  budget: z
    .strictObject({
      total: minor,
      reserve: minor,
      warnAtPercent: z.array(z.int().min(1).max(100)),
      hardStop: z.boolean(),
    })
    .optional(),
  notices: z
    .strictObject({
      channels: z.array(z.enum(['text', 'email'])).min(1),
      en: words,
      es: words,
      quietHours: z.strictObject({ fromHour: hour, toHour: hour }).optional(),
    })
    .optional(),
  supersession: z.strictObject({
    supersedes: z.int().min(1).nullable(),
    mode: z.enum(['delta', 'replace', 'none']),
  }),
  tax: z.enum(['service_credit', 'goodwill', 'left_to_billing']).optional(),
  ambiguities: z.array(z.strictObject({ question: words, resolved: words, because: words })),
}) satisfies z.ZodType<Programme>

/** The published JSON Schema, as text: docs/programme.schema.json holds this, formatted. */
export const programmeJsonSchema = (): string =>
  `${JSON.stringify({ ...z.toJSONSchema(programmeSchema, { reused: 'ref' }), title: 'Credit programme' }, null, 2)}\n`
