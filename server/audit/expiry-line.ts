import { z } from 'zod'
import type { SealKey } from './seal-key.ts'
import { isSigned } from './seal-line.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const number = z.string().regex(/^\d{1,20}$/)

const expiryFields = z.strictObject({
  expiry: number,
  looks: z.number().int().positive(),
  first: number,
  last: number,
  digest: hash,
  at: z.string(),
  key: z.string().regex(/^[0-9a-f]{16}$/),
  previous: hash,
  signature: z.string(),
})
/** Which looks went because their time was over: how many, between which numbers, and a hash of all the numbers. */
export type Expiry = z.infer<typeof expiryFields>

/** One line in this order of names for ever, like a seal: docs/journal.md. */
export function expiryLine(key: SealKey, fields: Omit<Expiry, 'key' | 'signature'>): string {
  const { expiry, looks, first, last, digest, at, previous } = fields
  const signed = { expiry, looks, first, last, digest, at, key: key.keyId, previous }
  return JSON.stringify({ ...signed, signature: key.sign(JSON.stringify(signed)) })
}

export function readExpiry(line: string): Expiry | null {
  try {
    return expiryFields.safeParse(JSON.parse(line)).data ?? null
  } catch {
    return null
  }
}

/** Whether the signature is this key's, over exactly this text. */
export function isExpiryOf(publicKey: string, line: string, expiry: Expiry): boolean {
  const { signature, ...signed } = expiry
  return JSON.stringify(expiry) === line && isSigned(publicKey, JSON.stringify(signed), signature)
}
