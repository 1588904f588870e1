import { z } from 'zod'
import { accountId } from '../accounts/schemas.ts'

export const outageId = z.string().regex(/^[a-z0-9-]{3,64}$/)
const minor = z.string().regex(/^\d{1,15}$/, 'an amount is whole minor units, such as "548" for $5.48')
const id = z.string().regex(/^\d{1,18}$/)
/** Direction controls would let a note reorder the page around it. */
const note = z
  .string()
  .max(2000, 'a note has at most 2,000 characters')
  .transform((text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''))
const why = z.string().trim().max(500, 'a reason has at most 500 characters')
const draftId = z.uuid()

export const accountPageInput = z.strictObject({ accountId, outageId: outageId.nullish() })
export const openDraftInput = z.strictObject({ accountId, outageId })
export const saveDraftInput = z.strictObject({
  accountId,
  draftId,
  amountText: z.string().max(40),
  reasonCode: z.string().max(60),
  note,
  /** What looks like a card or identity number is none, its writer says: it is kept as it is. */
  noteConfirmed: z.boolean().optional(),
})
export const previewInput = z.strictObject({
  accountId,
  outageId,
  amount: minor,
  reasonCode: z.string().max(60),
  note,
})
export const giveInput = previewInput.extend({
  draftId,
  /** The note holds what looks like a card or identity number, and the person says that it is none. */
  noteConfirmed: z.boolean().optional(),
  previewed: z.strictObject({ way: z.enum(['post', 'request']), after: minor, billOn: z.iso.date() }),
})
export const queueInput = z.strictObject({ show: z.enum(['waiting', 'mine', 'decided']) })
export const requestInput = z.strictObject({ accountId, adjustmentId: id })
export const approveInput = requestInput.extend({ amount: minor, reason: why })
export const refuseInput = requestInput.extend({ reason: why.min(3, 'say why in at least 3 characters') })
export const returnInput = refuseInput
export const settleInput = z.strictObject({ accountId })
export const reverseInput = approveInput.extend({ reason: why.min(3, 'say why in at least 3 characters') })
export const reverseCreditInput = z.strictObject({
  accountId,
  creditId: id,
  amount: minor,
  reason: why.min(3, 'say why in at least 3 characters'),
})
export const reversalInput = z.strictObject({ accountId, reversalRequestId: id })
export const refuseReversalInput = reversalInput.extend({
  reason: why.min(3, 'say why in at least 3 characters'),
})
