import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { envelopeOf, useTRPC, useTRPCClient } from '#client/api.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import type { Envelope } from '#shared/refusals.ts'

export type Decision =
  | { kind: 'approve'; amount: string; reason: string }
  | { kind: 'refuse'; reason: string }
  | { kind: 'withdraw' }
export type Deciding =
  | { at: 'ready' }
  | { at: 'sending' }
  | { at: 'checking' }
  | { at: 'refused'; envelope: Envelope }
  /** The answer was lost, and asking showed that nothing had been decided. */
  | { at: 'not-done' }

const second = 1000

/** One decision on one request. A lost answer is looked up, never guessed: a request is decided once. */
export function useDecision(before: AdjustmentView, onDecided: (done: AdjustmentView) => void) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [deciding, setDeciding] = useState<Deciding>({ at: 'ready' })
  const underWay = useRef(false)
  const { accountId, adjustmentId } = before
  const settled = before.approvals.length

  const decide = useCallback(
    async (decision: Decision) => {
      if (underWay.current) return
      underWay.current = true
      setDeciding({ at: 'sending' })
      const at = { accountId, adjustmentId }
      const done = (view: AdjustmentView) => {
        setDeciding({ at: 'ready' })
        onDecided(view)
      }
      try {
        if (decision.kind === 'approve') {
          done(
            await client.adjustments.approve.mutate({
              ...at,
              amount: decision.amount,
              reason: decision.reason,
            }),
          )
        } else if (decision.kind === 'refuse') {
          done(await client.adjustments.refuse.mutate({ ...at, reason: decision.reason }))
        } else done(await client.adjustments.withdraw.mutate(at))
      } catch (error) {
        const envelope = envelopeOf(error)
        if (envelope && envelope.code !== 'OUTCOME_UNKNOWN') setDeciding({ at: 'refused', envelope })
        else {
          setDeciding({ at: 'checking' })
          const now = await lookUp(() =>
            client.adjustments.requestPage.query(at).then((page) => page.adjustment),
          )
          if (now.state !== 'requested' || now.approvals.length > settled) done(now)
          else setDeciding({ at: 'not-done' })
        }
      } finally {
        underWay.current = false
        void queries.invalidateQueries(trpc.adjustments.requestPage.queryFilter(at))
        void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
      }
    },
    [client, trpc, queries, accountId, adjustmentId, settled, onDecided],
  )
  return { deciding, decide, reset: useCallback(() => setDeciding({ at: 'ready' }), []) }
}

async function lookUp<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask()
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2 * second))
    }
  }
}
