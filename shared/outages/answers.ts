import { z } from 'zod'
import { count, exactly, maybeText, money, text } from '../answers.ts'
import type { LineImpactView, OutageView } from './views.ts'

export const outageAnswer = exactly<OutageView>()(
  z.strictObject({
    outageId: text,
    name: text,
    cause: text,
    startsAt: text,
    endsAt: text,
    windowSource: text,
    wording: text,
    timeZone: text,
    sources: z.array(z.strictObject({ source: text, startsAt: maybeText, endsAt: maybeText, remark: text })),
  }),
)

export const lineImpactAnswer = exactly<LineImpactView>()(
  z.strictObject({
    lineId: text,
    phone: text,
    planName: text,
    monthlyCharge: money,
    status: z.enum(['active', 'suspended', 'closed']),
    market: text,
    timeZone: text,
    secondsLost: count,
    uncertainSeconds: count,
    pieces: z.array(z.strictObject({ from: text, to: text, certain: z.boolean() })),
    sources: z.array(text),
    sites: z.array(text),
  }),
)
