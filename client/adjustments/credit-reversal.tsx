import { useRef } from 'react'
import type { AccountPage } from '#shared/adjustments/views.ts'
import { ReversalAsk } from './reversal-ask.tsx'
import { ReverseForm } from './reverse-form.tsx'

/** Taking the automatic credit back: for those who may at all, with the reason when they may not take back this one. */
export function CreditReversal({ page, now }: { page: AccountPage; now: number }) {
  const box = useRef<HTMLDivElement>(null)
  const { credit: state, creditAsked, account, standing } = page
  if (creditAsked)
    return (
      <div className="mt-3">
        <ReversalAsk ask={creditAsked} now={now} />
      </div>
    )
  if (!state.given) return null
  const { credit } = state
  const whoMay = credit.mayReverse.ok || credit.mayReverse.code !== 'NOT_ALLOWED'
  if (!whoMay || credit.takenBack.minor !== '0') return null
  return (
    <div ref={box} tabIndex={-1} className="outline-none">
      <ReverseForm
        item={{
          accountId: account.accountId,
          creditId: credit.creditId,
          name: 'The automatic credit',
          given: credit.amount,
          upTo: { minor: standing.perAction, currency: account.currency },
        }}
        may={credit.mayReverse}
        onClosed={() => box.current?.focus()}
      />
    </div>
  )
}
