/**
 * Which acts ask for a step-up, a password or a code given once more (rulings 23). `recent`: at any time in the last 60
 * minutes of a session that was never idle. `fresh`: in the last five minutes. `by amount`: fresh above $100, else recent.
 */
export type StepUpRule = 'recent' | 'fresh' | 'by amount'
export const stepUpLimits = { recentMinutes: 60, freshMinutes: 5, freshAbove: 10_000n } as const

export type SteppedUp = { recent: boolean; fresh: boolean }

/** The amount an input names, in minor units; null when it names none that can be read, which counts as much. */
function amountIn(input: unknown): bigint | null {
  const amount = typeof input === 'object' && input !== null && 'amount' in input ? input.amount : null
  return typeof amount === 'string' && /^\d{1,15}$/.test(amount) ? BigInt(amount) : null
}

/** How young the step-up has to be for this act, in minutes; null when it is young enough. */
export function stepUpMissing(rule: StepUpRule, steppedUp: SteppedUp, input: unknown): number | null {
  const amount = amountIn(input)
  const large = rule === 'by amount' && (amount === null || amount > stepUpLimits.freshAbove)
  if (rule === 'fresh' || large) return steppedUp.fresh ? null : stepUpLimits.freshMinutes
  return steppedUp.recent ? null : stepUpLimits.recentMinutes
}
