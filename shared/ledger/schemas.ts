import { z } from 'zod'

/** The ledger stands right of the accounts and cannot ask them; the database holds the same form. */
const accountId = z.string().regex(/^[A-Za-z0-9-]{3,32}$/)
const id = z.string().regex(/^\d{1,18}$/)
const why = z
  .string()
  .trim()
  .min(3, 'say why in at least 3 characters')
  .max(500, 'a reason has at most 500 characters')

/** The transfer that gave the money: what one amount is called everywhere in billing. */
export const itemInput = z.strictObject({ accountId, transferId: id })
export const resendInput = itemInput.extend({
  reason: why,
  /** Billing's number of the account, where it is another one. */
  billTo: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/, 'billing’s number of the account has letters, digits, “.”, “_” and “-”')
    .nullish(),
})
export const settleInput = itemInput.extend({ way: z.enum(['final_bill', 'refund']), reason: why })
export const promisesInput = z.strictObject({ show: z.enum(['act', 'risk', 'broken']) })
export const monthInput = z.strictObject({
  month: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month is written 2024-03'),
})
