import { useCallback, useEffect, useRef, useState } from 'react'
import { envelopeOf, useTRPCClient } from '#client/api.ts'
import { useConnection } from '#client/connection.ts'
import { toast } from '#client/ui/toast.tsx'
import type { Given } from '#shared/adjustments/views.ts'
import type { Envelope } from '#shared/refusals.ts'
import { outcomeWords } from './words.ts'

export type GiveInput = {
  accountId: string
  outageId: string
  amount: string
  reasonCode: string
  note: string
  noteConfirmed?: true
  previewed: { way: 'post' | 'request'; after: string; billOn: string }
}

export type Giving =
  | { at: 'ready' }
  | { at: 'sending' }
  /** Sent, and no definite answer yet: the same key goes again until there is one. */
  | { at: 'checking' }
  /** The sign-in ran out: the same key goes again after signing in over the page. */
  | { at: 'signed-out' }
  | { at: 'given'; given: Given }
  | { at: 'refused'; envelope: Envelope }

const pauses = [400, 800, 1600, 3000, 5000]

/**
 * Sends one intent until its outcome is definite. The draft's id is the key, so sending again can never give twice; and
 * leaving the page does not leave the question open: the answer then comes as a toast.
 */
export function useGive(draftId: () => Promise<string>) {
  const client = useTRPCClient()
  const { signedOut, reached } = useConnection()
  const [giving, setGiving] = useState<Giving>({ at: 'ready' })
  const underWay = useRef(false)
  const gone = useRef(false)
  const wake = useRef<(() => void) | null>(null)

  useEffect(() => {
    if (reached && !signedOut) wake.current?.()
  }, [reached, signedOut])
  useEffect(() => {
    gone.current = false
    return () => {
      gone.current = true
    }
  }, [])

  const give = useCallback(
    async (input: GiveInput): Promise<Given | Envelope | null> => {
      // A double click arrives before React has painted the busy button.
      if (underWay.current) return null
      underWay.current = true
      setGiving({ at: 'sending' })
      const pause = (milliseconds: number | null) =>
        new Promise<void>((resolve) => {
          wake.current = resolve
          if (milliseconds !== null) setTimeout(resolve, milliseconds)
        })
      try {
        for (let attempt = 0; ; attempt++) {
          try {
            const given = await client.adjustments.give.mutate({ ...input, draftId: await draftId() })
            setGiving({ at: 'given', given })
            if (gone.current)
              toast({ tone: 'given', title: outcomeWords(given), detail: `Account ${input.accountId}` })
            return given
          } catch (error) {
            const envelope = envelopeOf(error)
            if (envelope?.code === 'SESSION_EXPIRED') {
              setGiving({ at: 'signed-out' })
              await pause(null)
            } else if (!envelope || envelope.code === 'OUTCOME_UNKNOWN' || envelope.code === 'BUSY') {
              setGiving({ at: 'checking' })
              await pause(pauses[Math.min(attempt, pauses.length - 1)] ?? 5000)
            } else {
              setGiving({ at: 'refused', envelope })
              if (gone.current)
                toast({ tone: 'refused', title: envelope.message, detail: `Account ${input.accountId}` })
              return envelope
            }
          }
        }
      } finally {
        underWay.current = false
      }
    },
    [client, draftId],
  )

  const reset = useCallback(() => setGiving({ at: 'ready' }), [])
  return { giving, give, reset }
}
