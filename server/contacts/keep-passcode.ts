import { randomBytes } from 'node:crypto'
import { verify } from '@node-rs/argon2'
import {
  type Compared,
  comparesTo,
  hashOf,
  keyOfSealed,
  type Sealed,
  type SecretBox,
} from '../staff/secret-box.ts'

/**
 * How an account's passcode is kept: hashed with a salt and a key of its own, and all of that sealed under the key of the
 * file, for this account. Whoever has the database alone can try nothing; and another key takes over by sealing anew what
 * this one sealed, without the passcode. What a carrier hashed itself (argon2id) is sealed as it came.
 */
const form = 'm1'
const aboutPasscode = (accountId: string): string => `passcode of ${accountId}`

export function keepPasscode(box: SecretBox, accountId: string, passcode: string): Sealed {
  const about = aboutPasscode(accountId)
  const [key, salt] = [randomBytes(32), randomBytes(16).toString('base64url')]
  return box.seal(written({ key, salt, hash: hashOf(key, salt, about, passcode) }), about)
}

/** `hashed` is what argon2 writes: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export const keepHashedPasscode = (box: SecretBox, accountId: string, hashed: string): Sealed =>
  box.seal(hashed, aboutPasscode(accountId))

export async function isPasscode(
  box: SecretBox,
  accountId: string,
  kept: Sealed,
  said: string,
): Promise<boolean> {
  const about = aboutPasscode(accountId)
  if (isOfFirstForm(kept)) return box.matches(kept, said, about)
  const text = box.open(kept, about)
  if (text.startsWith('$')) return verify(text, said)
  const compared = readFrom(text)
  return compared !== null && comparesTo(compared, said, about)
}

/** Whether it is just what the carrier hashed, and not another passcode. */
export const isSameHash = (box: SecretBox, accountId: string, kept: Sealed, hashed: string): boolean =>
  !isOfFirstForm(kept) && box.open(kept, aboutPasscode(accountId)) === hashed

/** The same passcode under the newest key; what has it already stays as it is. */
export function resealPasscode(box: SecretBox, accountId: string, kept: Sealed): Sealed {
  const about = aboutPasscode(accountId)
  if (isOfFirstForm(kept)) return box.seal(written(box.unkeyed(kept)), about)
  return keyOfSealed(kept) === box.keyIds()[0] ? kept : box.seal(box.open(kept, about), about)
}

/** The first desks kept a hash that was keyed by the file itself, and could not be given to another key. */
const isOfFirstForm = (kept: Sealed): boolean => kept.startsWith('h1.')

const written = ({ key, salt, hash }: Compared): string =>
  [form, key.toString('base64url'), salt, hash.toString('base64url')].join('.')

function readFrom(text: string): Compared | null {
  const [made, key = '', salt = '', hash = ''] = text.split('.')
  return made === form
    ? { key: Buffer.from(key, 'base64url'), salt, hash: Buffer.from(hash, 'base64url') }
    : null
}
