import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { age } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { AccountPage, AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import { decisionWords, stateOf, whoDecides } from './words.ts'

/** Requests that wait on this account, seen before one's own is begun; and what became of those that waited a moment ago. */
export function PendingRequests({ page, now }: { page: AccountPage; now: number }) {
  const waiting = page.adjustments.filter((each) => each.state === 'requested')
  const decided = useDecided(page.adjustments)
  return (
    <div aria-live="polite" className="flex flex-col gap-3 empty:hidden">
      {decided.shown.map((each) => (
        <Note
          key={each.adjustmentId}
          live="none"
          tone={stateOf(each).tone}
          title={`${each.number}:`}
          action={
            <Button size="small" variant="quiet" onClick={() => decided.dismiss(each.adjustmentId)}>
              Seen
            </Button>
          }
        >
          {decisionWords(each)}.
        </Note>
      ))}
      {waiting.map((each) => (
        <Waiting key={each.adjustmentId} request={each} now={now} />
      ))}
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

/** Requests that this page has seen waiting and that are decided now. */
function useDecided(adjustments: AdjustmentView[]) {
  const seen = useRef(new Set<string>())
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(new Set())
  const shown = adjustments.filter(
    (each) =>
      each.state !== 'requested' && seen.current.has(each.adjustmentId) && !dismissed.has(each.adjustmentId),
  )
  useEffect(() => {
    for (const each of adjustments) if (each.state === 'requested') seen.current.add(each.adjustmentId)
  }, [adjustments])
  return { shown, dismiss: (id: string) => setDismissed((before) => new Set(before).add(id)) }
}
