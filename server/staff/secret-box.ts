import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { stampOf } from '../key-files.ts'

/** What stands in the database instead of a secret: `v1.<key>.<nonce>.<text>.<tag>`, AES-256-GCM. */
export type Sealed = string

export type SecretBox = {
  /** Sealed with the first key of the file. `about` names the row: a sealed text opens nowhere else. */
  seal(text: string, about: string): Sealed
  /** Throws when no key of the file fits, or when the text was sealed for another row. */
  open(sealed: Sealed, about: string): string
  /** A keyed and salted hash of what is only ever compared, and too short to be hashed alone: `h1.<key>.<salt>.<hash>`. */
  hash(text: string, about: string): Sealed
  /** Whether this text was hashed, for this row. False when its key is no longer in the file. */
  matches(hashed: Sealed, text: string, about: string): boolean
  /** A hash with all that comparing needs, to be sealed at once: so that another key can take over what this one hashed. */
  unkeyed(hashed: Sealed): Compared
  /** The names of the keys in the file; the first is the one that seals. */
  keyIds(): string[]
}

/** A salted hash and the key that it was made with; opens what was compared to whoever tries all short numbers. */
export type Compared = { key: Buffer; salt: string; hash: Buffer }

type Key = { id: string; bytes: Buffer }

const version = 'v1'

/** The key's name: a hash of it, which opens nothing. */
const keyIdOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex').slice(0, 8)

/** The name of the key that a sealed text needs. */
export const keyOfSealed = (sealed: Sealed): string => sealed.split('.')[1] ?? ''

/** A new key as a line of the file: 32 random bytes in base64. */
export const newSecretKey = (): string => randomBytes(32).toString('base64')

/**
 * Keeps secrets that the database holds. The file has a key to a line: the first seals, all open, so that one can be
 * replaced without a pause. It is looked at each time, so that a changed file counts at once in every process.
 */
export function secretBox(file: string): SecretBox {
  return {
    seal(text, about) {
      const [key] = keysIn(file) as [Key]
      const nonce = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', key.bytes, nonce).setAAD(Buffer.from(about))
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return [version, key.id, ...[nonce, sealed, cipher.getAuthTag()].map(text64)].join('.')
    },
    open(sealed, about) {
      const [form, id, nonce = '', text = '', tag = ''] = sealed.split('.')
      const key = keysIn(file).find((each) => each.id === id)
      if (form !== version || !key) throw new Error(`No key in ${file} opens what the key ${id} sealed.`)
      const cipher = createDecipheriv('aes-256-gcm', key.bytes, Buffer.from(nonce, 'base64url'), {
        authTagLength: 16,
      })
      cipher.setAAD(Buffer.from(about)).setAuthTag(Buffer.from(tag, 'base64url'))
      return Buffer.concat([cipher.update(Buffer.from(text, 'base64url')), cipher.final()]).toString('utf8')
    },
    hash(text, about) {
      const [key] = keysIn(file) as [Key]
      const salt = text64(randomBytes(16))
      return ['h1', key.id, salt, text64(hashOf(comparing(key), salt, about, text))].join('.')
    },
    matches(hashed, text, about) {
      const [form, id, salt = '', hash = ''] = hashed.split('.')
      const key = keysIn(file).find((each) => each.id === id)
      if (form !== 'h1' || !key) return false
      return comparesTo({ key: comparing(key), salt, hash: Buffer.from(hash, 'base64url') }, text, about)
    },
    unkeyed(hashed) {
      const [form, id, salt = '', hash = ''] = hashed.split('.')
      const key = keysIn(file).find((each) => each.id === id)
      if (form !== 'h1' || !key) throw new Error(`No key in ${file} is the ${id} that made a hash.`)
      return { key: comparing(key), salt, hash: Buffer.from(hash, 'base64url') }
    },
    keyIds: () => keysIn(file).map(({ id }) => id),
  }
}

/** The file of a demo is made when it is missing; with PostgreSQL it is the operator's to make. */
export function makeSecretsFile(file: string): void {
  if (!existsSync(file)) writeFileSync(file, `${newSecretKey()}\n`, { mode: 0o600, flag: 'wx' })
}

/** A key of its own, derived from the one that seals. */
const comparing = (key: Key): Buffer => createHmac('sha256', key.bytes).update('makeright compares').digest()

export const hashOf = (key: Buffer, salt: string, about: string, text: string): Buffer =>
  createHmac('sha256', key)
    .update(JSON.stringify([salt, about, text]))
    .digest()

export function comparesTo({ key, salt, hash }: Compared, text: string, about: string): boolean {
  const given = hashOf(key, salt, about, text)
  return hash.length === given.length && timingSafeEqual(hash, given)
}

const text64 = (bytes: Buffer): string => bytes.toString('base64url')

/** What each file held when it was last read; one that was changed since is read anew. */
const lastRead = new Map<string, { as: string; keys: Key[] }>()

function keysIn(file: string): Key[] {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: "chmod 600" it, and think about new keys.`)
  const as = stampOf(file)
  const known = lastRead.get(file)
  if (known?.as === as) return known.keys
  const keys = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => Buffer.from(line, 'base64'))
    .map((bytes) => ({ id: keyIdOf(bytes), bytes }))
  if (keys.length === 0 || keys.some(({ bytes }) => bytes.length !== 32))
    throw new Error(`${file} needs a key of 32 bytes in base64 to a line ("openssl rand -base64 32").`)
  lastRead.set(file, { as, keys })
  return keys
}
