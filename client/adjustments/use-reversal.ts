import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { envelopeOf, useTRPC, useTRPCClient } from '#client/api.ts'
import { toast } from '#client/ui/toast.tsx'
import type { MoneyView } from '#shared/money.ts'
import { formatMoney } from '#shared/money.ts'
import type { Envelope } from '#shared/refusals.ts'
import { isOpenQuestion, settled } from './settled.ts'

/** What can be taken back: a posted adjustment, or the automatic credit. */
export type Reversible = {
  accountId: string
  name: string
  given: MoneyView
  /** Up to this it is taken back at once; above it somebody else agrees. */
  upTo: MoneyView
} & ({ adjustmentId: string; creditId?: undefined } | { creditId: string; adjustmentId?: undefined })

export type Reversing =
  | { at: 'ready' }
  | { at: 'sending' }
  | { at: 'checking' }
  | { at: 'refused'; envelope: Envelope }
  /** The answer was lost, and looking showed that nothing had happened. */
  | { at: 'not-done' }

/** One reversal of one posted item. It happens only once, so a lost answer is looked up and never guessed. */
export function useReversal(item: Reversible, onDone: () => void) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [reversing, setReversing] = useState<Reversing>({ at: 'ready' })
  const underWay = useRef(false)
  const { accountId, adjustmentId, creditId, name } = item

  const send = useCallback(
    async (amount: string, reason: string) => {
      if (underWay.current) return
      underWay.current = true
      setReversing({ at: 'sending' })
      const done = (asked: boolean, minor: string) => {
        const money = formatMoney({ minor, currency: item.given.currency })
        toast({
          tone: asked ? 'accent' : 'given',
          title: asked ? `Asked to take back ${money}` : `${money} taken back`,
          detail: name,
        })
        setReversing({ at: 'ready' })
        onDone()
      }
      try {
        if (adjustmentId !== undefined) {
          const view = await client.adjustments.reverse.mutate({ accountId, adjustmentId, amount, reason })
          done(view.reversal === null, amount)
        } else {
          const answer = await client.adjustments.reverseCredit.mutate({
            accountId,
            creditId,
            amount,
            reason,
          })
          done(answer.way === 'request', amount)
        }
      } catch (error) {
        const envelope = envelopeOf(error)
        if (envelope && !isOpenQuestion(error)) setReversing({ at: 'refused', envelope })
        else {
          setReversing({ at: 'checking' })
          const page = await settled(client, accountId, () => look(adjustmentId))
          if (page.reversed || page.asked) done(!page.reversed, amount)
          else setReversing({ at: 'not-done' })
        }
      } finally {
        underWay.current = false
        void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
        void queries.invalidateQueries(trpc.adjustments.requestPage.pathFilter())
        void queries.invalidateQueries(trpc.adjustments.queue.pathFilter())
      }

      async function look(id: string | undefined): Promise<{ reversed: boolean; asked: boolean }> {
        if (id !== undefined) {
          const { adjustment } = await client.adjustments.requestPage.query({ accountId, adjustmentId: id })
          return { reversed: adjustment.reversal !== null, asked: adjustment.reversalAsked !== null }
        }
        const { credit, creditAsked } = await client.adjustments.accountPage.query({ accountId })
        return {
          reversed: credit.given && credit.credit.takenBack.minor !== '0',
          asked: creditAsked !== null,
        }
      }
    },
    [client, trpc, queries, accountId, adjustmentId, creditId, name, item.given.currency, onDone],
  )
  return { reversing, send, reset: useCallback(() => setReversing({ at: 'ready' }), []) }
}
