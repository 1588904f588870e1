import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { envelopeOf, useTRPC, useTRPCClient } from '#client/api.ts'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import type { Envelope } from '#shared/refusals.ts'
import { isOpenQuestion, settled } from './settled.ts'

export type Decision =
  | { kind: 'approve'; amount: string; reason: string }
  | { kind: 'refuse' | 'return'; reason: string }
  | { kind: 'withdraw' }
export type Deciding =
  | { at: 'ready' }
  | { at: 'sending' }
  | { at: 'checking' }
  | { at: 'refused'; envelope: Envelope }
  /** The answer was lost, and asking showed that nothing had been decided. */
  | { at: 'not-done' }

/** One decision on one request. A lost answer is looked up, never guessed: a request is decided once. */
export function useDecision(before: AdjustmentView, onDecided: (done: AdjustmentView) => void) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [deciding, setDeciding] = useState<Deciding>({ at: 'ready' })
  const underWay = useRef(false)
  const { accountId, adjustmentId } = before
  const agreed = before.approvals.length

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
        } else if (decision.kind === 'return') {
          done(await client.adjustments.sendBack.mutate({ ...at, reason: decision.reason }))
        } else done(await client.adjustments.withdraw.mutate(at))
      } catch (error) {
        const envelope = envelopeOf(error)
        if (envelope && !isOpenQuestion(error)) setDeciding({ at: 'refused', envelope })
        else {
          setDeciding({ at: 'checking' })
          const now = await settled(client, accountId, () =>
            client.adjustments.requestPage.query(at).then((page) => page.adjustment),
          )
          if (now.state !== 'requested' || now.approvals.length > agreed) done(now)
          else setDeciding({ at: 'not-done' })
        }
      } finally {
        underWay.current = false
        void queries.invalidateQueries(trpc.adjustments.requestPage.queryFilter(at))
        void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
      }
    },
    [client, trpc, queries, accountId, adjustmentId, agreed, onDecided],
  )
  return { deciding, decide, reset: useCallback(() => setDeciding({ at: 'ready' }), []) }
}
