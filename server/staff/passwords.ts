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

export const hashPassword = (password: string): Promise<string> => hash(password, cost)

/** True when the password matches. Returns null when too many people are signing in at this moment. */
export async function passwordMatches(stored: string | null, password: string): Promise<boolean | null> {
  if (waiting.length >= longestQueue) return null
  if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
  running += 1
  try {
    nobody ??= hashPassword('nobody has this password')
    const matches = await verify(stored ?? (await nobody), password)
    return matches && stored !== null
  } finally {
    running -= 1
    waiting.shift()?.()
  }
}
