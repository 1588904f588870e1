import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { dayClockZone } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { type CreditWorking as Working, workOut } from '#shared/credits/working.ts'
import { formatMoney } from '#shared/money.ts'
import type { LineImpactView } from '#shared/outages/views.ts'
import { sha256 } from '#shared/programmes/sha256.ts'
import { WorkingPartShown } from './working-part.tsx'

export type WorkingOf = { accountId: string; outageId: string | undefined; lines: readonly LineImpactView[] }

const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** How an automatic credit or its refusal was worked out: done once more here, by the rule that the server decided with. */
export function CreditWorking({ accountId, outageId, lines, onClose }: WorkingOf & { onClose: () => void }) {
  const trpc = useTRPC()
  const working = useQuery(trpc.adjustments.creditWorking.queryOptions({ accountId, outageId }))
  const { data } = working
  return (
    <Dialog
      open
      wide
      onClose={onClose}
      title="How the automatic credit was worked out"
      description={data && <Source working={data} />}
    >
      {data ? (
        <Shown working={data} lines={lines} />
      ) : working.isError ? (
        <Problem error={working.error} onRetry={working.refetch} />
      ) : (
        <div aria-busy="true" className="grid gap-3">
          <p role="status" className="sr-only">
            Loading what it was worked out from
          </p>
          <Skeleton className="h-11 rounded-field" />
          <Skeleton className="h-40 rounded-field" />
          <Skeleton className="h-16 rounded-field" />
        </div>
      )}
    </Dialog>
  )
}

function Source({ working: { programme, at, decided } }: { working: Working }) {
  const when = dayClockZone(at, here)
  return (
    <>
      {programme.title} v{programme.version} ·{' '}
      {decided ? `decided by run ${decided.runId}, ${when}` : `not decided by a run yet, ${when}`}
    </>
  )
}

function Shown({ working, lines }: { working: Working; lines: WorkingOf['lines'] }) {
  const { decided } = working
  const { evaluation, same, parts } = useMemo(() => workOut(working, sha256), [working])
  const because = decided?.because ?? evaluation.because
  return (
    <div className="grid gap-4">
      <Sameness same={same} hash={evaluation.hash} />
      <div>
        <p className="text-base font-semibold">
          {because === null ? formatMoney(decided?.amount ?? evaluation.amount) : 'No credit'}
          {because !== null && <span className="ml-2 text-[13px] font-normal">{because}</span>}
        </p>
        {evaluation.route && because === evaluation.because && (
          <p className="mt-1 text-[13px] text-muted">Instead: {evaluation.route}</p>
        )}
        {decided && decided.setOff.minor !== '0' && (
          <p className="mt-1 text-[13px] text-muted">
            {formatMoney(evaluation.amount)}, less {formatMoney(decided.setOff)} that was given before.
          </p>
        )}
      </div>
      {parts.map((part) => (
        <WorkingPartShown
          key={`${part.unit} ${part.decisions.length}`}
          part={part}
          line={lines.find(({ lineId }) => lineId === part.unit)}
          open={part.unit === null || parts.length <= 4}
        />
      ))}
    </div>
  )
}

/** The hash is over the programme, the facts, the instant and the answer: if it is the same, so is all of that. */
function Sameness({ same, hash }: { same: boolean | null; hash: string }) {
  if (same === null)
    return (
      <Note live="none" title="Worked out here, from what is known now.">
        No run has decided about this account yet; a run decides by what is known then.
      </Note>
    )
  const code = <span className="font-mono text-xs">{hash.slice(0, 16)}</span>
  return same ? (
    <Note tone="given" live="none" title="The same as when it was decided.">
      Worked out here once more, from the facts that were kept: the hash {code} comes out again.
    </Note>
  ) : (
    <Note tone="refused" live="none" title="Not the same as when it was decided.">
      Worked out here once more, the facts that were kept come to the hash {code}, and another one was kept.
      Tell a manager before you explain this credit.
    </Note>
  )
}
