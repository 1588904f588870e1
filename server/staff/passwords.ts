import { randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'

/** argon2id; OWASP's m=19456 KiB, t=2, p=1 (about 11 ms here). */
const cost = { memoryCost: 19456, timeCost: 2, parallelism: 1 }
/** Compared against when there is no such person, so that the answer takes as long. Made once, from nothing secret. */
let nobody: Promise<string> | null = null

/** Two at once saturate two cores (measured: 121 a second); more wait, and a long queue is refused. */
const atOnce = 2
const longestQueue = 20
let running = 0
const waiting: (() => void)[] = []

/** 120 bits in 20 characters, for a password that its owner has to replace. */
export const makeFirstPassword = (): string => randomBytes(15).toString('base64url')

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

/** True when the password matches; without a stored one it takes as long and never does. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const matches = await verify(stored ?? (await nobody), password)
  return matches && stored !== null
}

/** Whether a hash was made with less than what is asked for now: then it is made anew when its password is given. */
export function isWeakerThanNow(stored: string): boolean {
  const [, memory = 0, time = 0, lanes = 0] =
    /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(stored)?.map(Number) ?? []
  return memory < cost.memoryCost || time < cost.timeCost || lanes < cost.parallelism
}

/**
 * Whatever compares passwords does it in turn, with all that belongs to it: a flood of sign-ins leaves the processor and
 * the database to those who work. Null when too many wait already; nothing was done then, and nothing was counted.
 */
export async function inTurn<T>(compare: () => Promise<T>): Promise<{ done: T } | null> {
  if (waiting.length >= longestQueue) return null
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  else running += 1
  try {
    return { done: await compare() }
  } finally {
    // Whoever waits longest takes over the place, so that nobody new slips in between.
    const next = waiting.shift()
    if (next) next()
    else running -= 1
  }
}
