import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { windowWords } from '#client/outages/window-words.ts'
import { paths } from '#client/paths.ts'
import { PageProblem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { OutagePage as Outage } from '#shared/credits/outage-views.ts'
import { DecidedWindows } from './decided-windows.tsx'
import { OutageCreditsCard } from './outage-credits-card.tsx'
import { OutageEvidenceCard } from './outage-evidence-card.tsx'
import { OutageWindowCard } from './outage-window-card.tsx'
import { RunsTable } from './runs-table.tsx'
import { WindowForm } from './window-form.tsx'
import { WindowProposal } from './window-proposal.tsx'

/** One outage: which window counts and why, what was given for it, and what another window would change. */
export default function OutagePage() {
  const { outageId = '' } = useParams()
  useTitle(outageId)
  const outage = useQuery(useTRPC().credits.outage.queryOptions({ outageId }))
  if (outage.isPending) return <OutageSkeleton />
  if (outage.isError)
    return (
      <PageProblem error={outage.error} onRetry={outage.refetch} nothing="There is no such outage.">
        <Link to={paths.outages()} className="font-medium underline">
          All outages
        </Link>
      </PageProblem>
    )
  return <OutageShown outage={outage.data} />
}

function OutageShown({ outage }: { outage: Outage }) {
  const { name, cause, window, timeZone, proposal, runs, decided } = outage
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="grid gap-4">
        <header>
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-[22px] leading-7 font-semibold tracking-tight">{name}</h1>
            {proposal && (
              <Pill tone="accent" dot>
                another window is proposed
              </Pill>
            )}
          </div>
          <p className="mt-0.5 text-muted">
            {windowWords(window, timeZone)} · {cause.replaceAll('_', ' ')}
          </p>
        </header>
        {outage.evidence.unlisted && (
          <Note tone="outage" live="none" title="The evidence has changed.">
            Sites or losses were loaded after the latest list of who is due what was made. Propose the same
            window again to see who is under- or over-credited by them.
          </Note>
        )}
        {proposal && <WindowProposal outage={outage} proposal={proposal} />}
        <OutageWindowCard outage={outage} />
        <OutageCreditsCard outage={outage} />
        {runs.length > 0 && (
          <Card title="Runs" flush>
            <RunsTable runs={runs} />
          </Card>
        )}
      </div>
      <div className="grid gap-4">
        {!proposal && <WindowForm key={window.endsAt} outage={outage} />}
        <OutageEvidenceCard outage={outage} />
        {decided.length > 0 && <DecidedWindows decided={decided} timeZone={timeZone} />}
      </div>
    </div>
  )
}

function OutageSkeleton() {
  return (
    <div aria-busy="true" className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <p role="status" className="sr-only">
        Loading the outage
      </p>
      <div className="grid gap-4">
        <Skeleton className="h-12 w-96" />
        <Skeleton className="h-64 rounded-card" />
        <Skeleton className="h-40 rounded-card" />
      </div>
      <div className="grid gap-4">
        <Skeleton className="h-96 rounded-card" />
        <Skeleton className="h-32 rounded-card" />
      </div>
    </div>
  )
}
