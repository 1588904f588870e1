import { z } from 'zod'

export const signInInput = z.strictObject({
  username: z.string().min(1).max(100),
  password: z.string().min(1).max(200),
})
export const stopInput = z.strictObject({
  /** All manual credits, all automatic ones, or those of one programme. */
  scope: z.union([z.enum(['manual', 'programmes']), z.string().regex(/^programme:[a-z0-9-]{3,64}$/)]),
  reason: z.string().trim().min(3, 'say why in at least 3 characters').max(500),
})
export const liftInput = z.strictObject({ switchId: z.string().regex(/^\d{1,18}$/) })
