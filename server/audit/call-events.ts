import type { Database } from '../db/client.ts'
import { Refusal } from '../refusal.ts'
import { atOnce, type Clock } from '../work.ts'
import { type CallEvent, callsInsert } from './record-event.ts'

const mostTogether = 200

type Waiting = { call: CallEvent; clock: Clock; written: () => void; failed: (error: unknown) => void }

/**
 * What people ask, written down before they are answered. Calls that come while one statement is under way go together into
 * the next: each waits for the one that holds its own event, and many people cost little more than one.
 */
class CallEvents {
  readonly #database: Database
  #waiting: Waiting[] = []
  #writing = false

  constructor(database: Database) {
    this.#database = database
  }

  /** Resolves when the event is committed; until then nothing of the answer may leave. */
  write(call: CallEvent, clock: Clock): Promise<void> {
    const written = new Promise<void>((resolve, reject) => {
      this.#waiting.push({ call, clock, written: resolve, failed: reject })
    })
    if (!this.#writing) void this.#work()
    return written
  }

  async #work(): Promise<void> {
    this.#writing = true
    while (this.#waiting.length > 0) {
      const together = this.#waiting.splice(0, mostTogether)
      const { clock } = together[0] as Waiting
      try {
        const calls = together.map(({ call }) => call)
        await atOnce(this.#database, callsInsert(clock.businessDate, calls))
        for (const each of together) each.written()
      } catch (error) {
        for (const each of together) each.failed(error)
      }
    }
    this.#writing = false
  }
}

const ofDatabase = new WeakMap<Database, CallEvents>()

/** Without its event an answer does not leave: nothing is shown that nobody will know of (rulings 25). */
export async function callEvents(database: Database, call: CallEvent, clock: Clock): Promise<void> {
  let events = ofDatabase.get(database)
  if (!events) {
    events = new CallEvents(database)
    ofDatabase.set(database, events)
  }
  try {
    await events.write(call, clock)
  } catch (cause) {
    const refusal = new Refusal(
      'BUSY',
      'Not answered: it could not be written into the journal. Try again in a moment; it is safe to ask again.',
      { retry: 'after:2' },
    )
    refusal.cause = cause
    throw refusal
  }
}
