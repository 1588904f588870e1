import type { Database } from '../db/client.ts'
import type { Who, Work } from '../work.ts'

export type Moved = { queued: number; accepted: number; applied: number; failed: number }

/** What stands between the desk and the customers' bills: the built-in clock, or a billing system that is called. */
export type BillingPort = {
  readonly name: 'clock' | 'http'
  /** Moves on what falls due on a day. */
  turn(work: Work, day: string): Promise<Moved>
  /** Told after a turn was committed, and not at all when it was rolled back. */
  turned?(): void
  /** Hands over what waits and asks after what was never confirmed. Returns how many items it touched. */
  deliver(database: Database, who: Who): Promise<number>
}
