import { z } from 'zod'
import { accountId } from '../accounts/schemas.ts'
import { outcomes, revealable, talksTo } from './states.ts'

const caller = { accountId, talksTo: z.enum(talksTo) }
const why = z.string().trim().min(3, 'say why in at least 3 characters').max(500)
const secret = z.string().trim().min(1).max(40)
const id = z.string().regex(/^\d{1,18}$/)
const line = (most: number) => z.string().trim().min(1).max(most)

export const accountInput = z.strictObject({ accountId })
export const beginInput = z.strictObject(caller)
export const passcodeInput = z.strictObject({ ...caller, passcode: secret })
export const sendCodeInput = z.strictObject({ ...caller, to: z.enum(['text', 'email']) })
export const codeInput = z.strictObject({ ...caller, code: secret })
export const businessContactInput = z.strictObject({ accountId, name: line(120) })
export const breakGlassInput = z.strictObject({ ...caller, reason: why })
export const wrapUpInput = z.strictObject({ accountId, outcome: z.enum(outcomes) })
export const revealInput = z.strictObject({ accountId, what: z.enum(revealable), reason: why })
export const reviewInput = z.strictObject({ accountId, contactId: id, remark: z.string().trim().max(500) })
export const changeInput = z.discriminatedUnion('what', [
  z.strictObject({ accountId, what: z.literal('passcode'), passcode: secret }),
  z.strictObject({ accountId, what: z.literal('email'), email: z.string().trim().max(200) }),
  z.strictObject({ accountId, what: z.literal('phone'), phone: z.string().trim().max(60) }),
  z.strictObject({
    accountId,
    what: z.literal('address'),
    street: line(200),
    city: line(100),
    state: line(60),
    postalCode: line(20),
  }),
])
