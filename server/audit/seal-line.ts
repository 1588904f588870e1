import { createHash, createPublicKey, verify } from 'node:crypto'
import { z } from 'zod'
import type { SealKey } from './seal-key.ts'

const hash = z.string().regex(/^[0-9a-f]{64}$/)
const keyId = z.string().regex(/^[0-9a-f]{16}$/)
const number = z.string().regex(/^\d{1,20}$/)

const sealFields = z.strictObject({
  seal: number,
  uptoSeq: number,
  events: z.number().int().positive(),
  head: hash,
  horizon: number,
  cluster: z.string(),
  sealedAt: z.string(),
  key: keyId,
  previous: hash,
  signature: z.string(),
})
const keyFields = z.strictObject({
  key: keyId,
  publicKey: z.string(),
  endorsedBy: keyId.nullable(),
  endorsement: z.string().nullable(),
})
/** One line each, in this order of names for ever: docs/journal.md. */
export type Seal = z.infer<typeof sealFields>
export type KeyLine = z.infer<typeof keyFields>

/** What stands before the first seal. */
export const noLine = '0'.repeat(64)
export const lineHash = (line: string): string => createHash('sha256').update(line).digest('hex')

/** A line is the JSON of its fields with the signature of all the others as its last. */
export function sealLine(key: SealKey, fields: Omit<Seal, 'key' | 'signature'>): string {
  const signed = { ...ordered(fields), key: key.keyId, previous: fields.previous }
  return JSON.stringify({ ...signed, signature: key.sign(JSON.stringify(signed)) })
}

export function keyLine(key: SealKey, endorser: SealKey | null): string {
  const named = { key: key.keyId, publicKey: key.publicKey, endorsedBy: endorser?.keyId ?? null }
  return JSON.stringify({ ...named, endorsement: endorser?.sign(JSON.stringify(named)) ?? null })
}

const ordered = ({
  seal,
  uptoSeq,
  events,
  head,
  horizon,
  cluster,
  sealedAt,
}: Omit<Seal, 'key' | 'signature'>) => ({
  seal,
  uptoSeq,
  events,
  head,
  horizon,
  cluster,
  sealedAt,
})

export function readSeal(line: string): Seal | null {
  return sealFields.safeParse(jsonOf(line)).data ?? null
}
export function readKeyLine(line: string): KeyLine | null {
  return keyFields.safeParse(jsonOf(line)).data ?? null
}

/** Whether the signature is this key's, over exactly this text. */
export function isSealedBy(publicKey: string, line: string, seal: Seal): boolean {
  const { signature, ...signed } = seal
  return JSON.stringify(seal) === line && isSigned(publicKey, JSON.stringify(signed), signature)
}
export function isEndorsedBy(publicKey: string, line: KeyLine): boolean {
  const { endorsement, ...named } = line
  return endorsement !== null && isSigned(publicKey, JSON.stringify(named), endorsement)
}

export function isSigned(publicKey: string, text: string, signature: string): boolean {
  try {
    const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
    return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64'))
  } catch {
    return false
  }
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}
