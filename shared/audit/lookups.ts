/** Below this nobody stands out, however little the others looked at: an agent talks to some forty customers a day. */
const fewest = 30
const timesTheUsual = 3

/** The middle of what people look at in a day, and from where on somebody looks at far more than that. */
export function lookupLine(accounts: readonly number[]): { usual: number; line: number } {
  const sorted = [...accounts].sort((one, other) => one - other)
  const usual = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0
  return { usual, line: Math.max(fewest, usual * timesTheUsual) }
}
