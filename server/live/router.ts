import { type TrackedEnvelope, tracked } from '@trpc/server'
import { z } from 'zod'
import { everyRole } from '../rule.ts'
import { sessionOf } from '../staff/sessions.ts'
import { strictPieces } from '../strict-answer.ts'
import { procedureFor, router } from '../trpc.ts'
import type { Change, NumberedChange } from './announce.ts'
import { oneOfFew } from './few-streams.ts'

/** A stream asks this often whether its session still stands: a sign-out ends it within that time. */
const checkedEvery = 15_000

const topics = ['queue', 'desk', 'programmes', 'simulation', 'window', 'promises', 'resync'] as const
const change: z.ZodType<Change> = z.discriminatedUnion('topic', [
  z.strictObject({ topic: z.literal('account'), accountId: z.string() }),
  z.strictObject({ topic: z.literal('run'), runId: z.string() }),
  z.strictObject({ topic: z.enum(topics) }),
])

export const liveRouter = router({
  /** Changes as they are committed, resuming after the last one the browser saw; `resync` means: ask for everything again. */
  changes: procedureFor({ who: everyRole, object: 'none' })
    .input(z.object({ lastEventId: z.string().max(30).nullish() }).optional())
    .output(strictPieces<TrackedEnvelope<Change>>(change))
    .subscription(async function* ({ ctx, input, signal }) {
      const token = ctx.token() ?? ''
      const queue: NumberedChange[] = input?.lastEventId ? ctx.announcer.since(Number(input.lastEventId)) : []
      let wake: () => void = () => {}
      let ended = false
      const end = () => {
        ended = true
        wake()
      }
      const leave = oneOfFew(token, end)
      const stop = ctx.announcer.hear((entry) => {
        queue.push(entry)
        wake()
      })
      const check = setInterval(() => {
        sessionOf(ctx.db, token).then((session) => session ?? end(), end)
      }, checkedEvery)
      signal?.addEventListener('abort', end)
      try {
        while (!ended) {
          for (let entry = queue.shift(); entry && !ended; entry = queue.shift()) {
            yield tracked(String(entry.number), entry.change)
          }
          await new Promise<void>((resolve) => {
            wake = resolve
            if (queue.length > 0 || ended) resolve()
          })
        }
      } finally {
        clearInterval(check)
        stop()
        leave()
      }
    }),
})
