import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { age } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import { decisionWords, stateOf, whoDecides } from './words.ts'

type Props = { requests: AdjustmentView[]; now: number }

/** Requests that wait on this account, seen before one's own is begun; one that is decided says so in its place. */
export function PendingRequests({ requests, now }: Props) {
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  return (
    <div aria-live="polite" className="flex flex-col gap-3 empty:hidden">
      {requests
        .filter((each) => !dismissed.has(each.adjustmentId))
        .map((each) =>
          each.state === 'requested' ? (
            <Waiting key={each.adjustmentId} request={each} now={now} />
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

function Waiting({ request, now }: { request: AdjustmentView; now: number }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const withdraw = useMutation(
    trpc.adjustments.withdraw.mutationOptions({
      onSettled: () =>
        queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId: request.accountId })),
    }),
  )
  const needs = whoDecides({ role: request.needsRole ?? 'supervisor', approvals: request.approvalsNeeded })
  return (
    <Note
      live="none"
      tone="accent"
      title={`${formatMoney(request.requested)} is being asked for.`}
      action={
        request.may.withdraw.ok && (
          <Button
            size="small"
            busy={withdraw.isPending}
            onClick={() =>
              withdraw.mutate({ accountId: request.accountId, adjustmentId: request.adjustmentId })
            }
          >
            Withdraw
          </Button>
        )
      }
    >
      {request.requestedBy.name}, {age(request.requestedAt, now)} ago, {request.reason.toLowerCase()}; waits
      for {needs}.{' '}
      <AdjustmentLink accountId={request.accountId} adjustmentId={request.adjustmentId}>
        {request.number}
      </AdjustmentLink>
      {withdraw.isError && <span className="block text-refused-ink">{wordsOf(withdraw.error).message}</span>}
    </Note>
  )
}
