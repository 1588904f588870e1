import { z } from 'zod'

export const accountId = z
  .string()
  .regex(/^[A-Za-z0-9-]{3,32}$/, 'an account number has 3 to 32 letters, digits or hyphens')

/** Anything may be pasted: it is cut, not refused. */
export const searchInput = z.strictObject({ text: z.string().transform((text) => text.slice(0, 200)) })
export const recentInput = z.strictObject({ accountIds: z.array(accountId).max(12) })
