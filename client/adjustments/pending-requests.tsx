import { useRef, useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { age } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import { WithdrawButton } from './withdraw-button.tsx'
import { decisionWords, stateOf, whoDecides } from './words.ts'

type Props = { requests: AdjustmentView[]; now: number }

/** Requests that wait on this account, seen before one's own is begun; one that is decided says so in its place. */
export function PendingRequests({ requests, now }: Props) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const box = useRef<HTMLDivElement>(null)
  return (
    <div ref={box} tabIndex={-1} aria-live="polite" className="flex flex-col gap-3 outline-none empty:hidden">
      {requests
        .filter((each) => !dismissed.has(each.adjustmentId))
        .map((each) =>
          each.state === 'requested' ? (
            <Waiting
              key={each.adjustmentId}
              request={each}
              now={now}
              onWithdrawn={() => box.current?.focus()}
            />
          ) : (
            <Note
              key={each.adjustmentId}
              live="none"
              tone={stateOf(each).tone}
              title={`${each.number}:`}
              action={
                <Button
                  size="small"
                  variant="quiet"
                  onClick={() => setDismissed((before) => new Set(before).add(each.adjustmentId))}
                >
                  Seen
                </Button>
              }
            >
              {decisionWords(each)}.
            </Note>
          ),
        )}
    </div>
  )
}

type WaitingProps = { request: AdjustmentView; now: number; onWithdrawn: () => void }

function Waiting({ request, now, onWithdrawn }: WaitingProps) {
  const needs = whoDecides({ role: request.needsRole ?? 'supervisor', approvals: request.approvalsNeeded })
  return (
    <Note
      live="none"
      tone="accent"
      title={`${formatMoney(request.requested)} is being asked for.`}
      action={request.may.withdraw.ok && <WithdrawButton request={request} onDone={onWithdrawn} />}
    >
      {request.requestedBy.name}, {age(request.requestedAt, now)} ago, {request.reason.toLowerCase()}; waits
      for {needs}.{' '}
      <AdjustmentLink accountId={request.accountId} adjustmentId={request.adjustmentId}>
        {request.number}
      </AdjustmentLink>
    </Note>
  )
}
