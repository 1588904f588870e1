/** Chance that repeats: the same seed and numbers give the same sequence, whatever was asked before. */
export type Chance = {
  /** From 0 up to, not including, 1. */
  next(): number
  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number
  pick<T>(choices: readonly T[]): T
  is(share: number): boolean
  /** Round a mean, bell-shaped enough: the sum of three draws. */
  about(mean: number, spread: number): number
}

export function chanceOf(seed: number, stream: number, index: number): Chance {
  let state = mix(mix(mix(seed | 0) ^ stream) ^ index)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick<T>(choices: readonly T[]): T {
      const found = choices[Math.floor(next() * choices.length)]
      if (found === undefined) throw new RangeError('nothing to pick from')
      return found
    },
    is: (share) => next() < share,
    about: (mean, spread) => mean + (next() + next() + next() - 1.5) * spread * 2,
  }
}

function mix(value: number): number {
  let hash = Math.imul(value ^ (value >>> 16), 0x45d9f3b)
  hash = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return (hash ^ (hash >>> 16)) | 0
}
