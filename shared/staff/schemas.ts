import { z } from 'zod'
import { roles } from './roles.ts'
import { relations, waysBack } from './states.ts'

export const signInInput = z.strictObject({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
})
export const giveCodeInput = z.strictObject({ code: z.string().min(1).max(40) })
export const stepUpInput = z.strictObject({
  password: z.string().min(1).max(200).optional(),
  code: z.string().min(1).max(40).optional(),
})
export const endSessionInput = z.strictObject({ sessionId: z.string().regex(/^\d{1,18}$/) })
/** Without a person: one's own. */
export const endSessionsInput = z.strictObject({
  staffId: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullish(),
})
export const confirmSecondFactorInput = z.strictObject({
  code: z.string().regex(/^\d{6}$/, 'a code has six digits'),
})
/** Which codes are replaced: those that were made then. */
export const newRecoveryCodesInput = z.strictObject({ madeAt: z.string().max(40).nullable() })
export const changePasswordInput = z.strictObject({
  password: z.string().min(12, 'a password has at least 12 characters').max(200),
})
export const stopInput = z.strictObject({
  /** All manual credits, all automatic ones, or those of one programme. */
  scope: z.union([z.enum(['manual', 'programmes']), z.string().regex(/^programme:[a-z0-9-]{3,64}$/)]),
  reason: z.string().trim().min(3, 'say why in at least 3 characters').max(500),
})
export const liftInput = z.strictObject({ switchId: z.string().regex(/^\d{1,18}$/) })

/** A whole list, without a filter. */
export const nothingAsked = z.strictObject({})
const personId = z.string().regex(/^\d{1,18}$/)
const accountId = z
  .string()
  .regex(/^[A-Za-z0-9-]{3,32}$/, 'an account number has 3 to 32 letters, digits or hyphens')
const why = z.string().trim().min(3, 'say why in at least 3 characters').max(500)
const roleAndLevel = { role: z.enum(roles), level: z.string().min(1).max(40).nullable() }

export const peopleInput = z.strictObject({
  /** Part of a name or of a username; those who work here, not customers. */
  find: z.string().trim().max(60).nullish(),
})
export const askPersonInput = z.strictObject({
  username: z
    .string()
    .regex(
      /^[a-z0-9._-]{2,60}$/,
      'a username has 2 to 60 of the characters a-z, 0-9, dot, hyphen, underscore',
    ),
  name: z.string().trim().min(2, 'a name has 2 to 120 characters').max(120),
  ...roleAndLevel,
  reason: why,
})
export const askChangeInput = z.strictObject({ staffId: personId, ...roleAndLevel, reason: why })
export const changeInput = z.strictObject({ changeId: personId })
export const refuseChangeInput = z.strictObject({ changeId: personId, reason: why })
export const switchOffInput = z.strictObject({ staffId: personId, reason: why })
export const linkInput = z.strictObject({
  staffId: personId,
  accountId,
  relation: z.enum(relations),
  reason: why,
})
export const askWayBackInput = z.strictObject({
  staffId: personId,
  kind: z.enum(waysBack),
  /** How this person showed who they are, when they asked. */
  proof: z.string().trim().min(10, 'say in at least 10 characters how they showed who they are').max(500),
})
export const askUnlinkInput = z.strictObject({ staffId: personId, accountId, reason: why })
