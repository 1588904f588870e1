import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'

export type SealKey = { keyId: string; publicKey: string; sign(text: string): string }

/** The key's name: the first half of a hash of its public half. */
export const keyIdOf = (publicKey: string): string =>
  createHash('sha256').update(Buffer.from(publicKey, 'base64')).digest('hex').slice(0, 16)

/** Reads the Ed25519 key that signs the seals. A key that others can read signs nothing. */
export function sealKey(file: string): SealKey {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: "chmod 600" it, and think about a new key.`)
  const key = createPrivateKey(readFileSync(file))
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is no Ed25519 key.`)
  const publicKey = publicPart(key)
  return {
    keyId: keyIdOf(publicKey),
    publicKey,
    sign: (text) => sign(null, Buffer.from(text), key).toString('base64'),
  }
}

/** A new key in a file of its own; one that is there already is never replaced. */
export function makeSealKey(file: string): SealKey {
  const { privateKey } = generateKeyPairSync('ed25519')
  writeFileSync(file, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flag: 'wx' })
  return sealKey(file)
}

export const hasSealKey = (file: string): boolean => existsSync(file)

const publicPart = (key: KeyObject): string =>
  createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')
