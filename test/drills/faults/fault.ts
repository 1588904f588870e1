import type { Change } from '../product-copy.ts'

/** A product that is broken in one way: the drill named has to fail on it, with this sentence. */
export type Fault = {
  name: string
  /** What is broken, and why somebody might have written it so. */
  what: string
  drill: string
  sentence: RegExp
  /** Checked at each change, because it takes seconds. */
  quick: boolean
  changes: readonly Change[]
}
