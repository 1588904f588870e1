import { tracked } from '@trpc/server'
import { z } from 'zod'
import { everyRole, procedureFor, router } from '../trpc.ts'
import type { Change, NumberedChange } from './announce.ts'

export const liveRouter = router({
  /** Changes as they are committed, resuming after the last one the browser saw; `resync` means: ask for everything again. */
  changes: procedureFor(...everyRole)
    .input(z.object({ lastEventId: z.string().max(30).nullish() }).optional())
    .subscription(async function* ({ ctx, input, signal }) {
      const queue: NumberedChange[] = input?.lastEventId ? ctx.announcer.since(Number(input.lastEventId)) : []
      let wake: () => void = () => {}
      const stop = ctx.announcer.hear((entry) => {
        queue.push(entry)
        wake()
      })
      signal?.addEventListener('abort', () => wake())
      try {
        while (!signal?.aborted) {
          for (let entry = queue.shift(); entry; entry = queue.shift()) {
            yield tracked(String(entry.number), entry.change satisfies Change)
          }
          await new Promise<void>((resolve) => {
            wake = resolve
            if (queue.length > 0 || signal?.aborted) resolve()
          })
        }
      } finally {
        stop()
      }
    }),
})
