import { z } from 'zod'
import { takenBack } from './run-states.ts'

const runId = z.string().regex(/^\d{1,18}$/)
const because = z.string().trim().min(3, 'say why in at least 3 characters').max(500)

export const runInput = z.strictObject({ runId })
export const runsInput = z.strictObject({
  programmeId: z.string().max(64).optional(),
})
export const startRunInput = z.strictObject({
  programmeId: z.string().min(1).max(64),
  version: z.number().int().min(1).max(100_000),
})
export const canaryInput = z.strictObject({ runId, accounts: z.number().int().min(1).max(1_000_000) })
export const runReasonInput = z.strictObject({ runId, because })
export const reverseRunInput = z.strictObject({ runId, because, takes: z.enum(takenBack).default('paid') })

const outageId = z.string().regex(/^[a-z0-9-]{3,64}$/)
const adjudicationId = z.string().regex(/^\d{1,18}$/)
const instant = z.iso.datetime({ offset: true, error: 'an instant such as 2024-02-22T08:45:00Z' })
export const outageInput = z.strictObject({ outageId })
export const proposeWindowInput = z.strictObject({
  outageId,
  startsAt: instant,
  endsAt: instant,
  windowSource: z.string().trim().min(3, 'say whose word it is in at least 3 characters').max(500),
  because,
})
export const adjudicationInput = z.strictObject({ adjudicationId })
export const dropWindowInput = z.strictObject({ adjudicationId, because })
