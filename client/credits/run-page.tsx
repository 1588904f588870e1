import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { PageProblem } from '#client/problem.tsx'
import { dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { runStateWords } from '#shared/credits/run-states.ts'
import type { RunPage as Run } from '#shared/credits/run-views.ts'
import { RunActs } from './run-acts.tsx'
import { RunProgress } from './run-progress.tsx'
import { RunReasons } from './run-reasons.tsx'
import { RunSample } from './run-sample.tsx'
import { runWords, stateTones } from './run-words.ts'

const here = Intl.DateTimeFormat().resolvedOptions().timeZone

/** One run from its plan to its end: what it would do, how far it is, and what a manager may do with it now. */
export default function RunPage() {
  const { runId = '' } = useParams()
  useTitle(`Run ${runId}`)
  const trpc = useTRPC()
  const run = useQuery(trpc.credits.run.queryOptions({ runId }))
  if (run.isPending) return <RunSkeleton />
  if (run.isError)
    return (
      <PageProblem error={run.error} onRetry={run.refetch} nothing={`There is no run ${runId}.`}>
        <Link to={paths.runs()} className="font-medium underline">
          All runs
        </Link>
      </PageProblem>
    )
  return <RunShown run={run.data} />
}

function RunShown({ run }: { run: Run }) {
  const { programme, outage } = run
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="grid gap-4">
        <header>
          <div className="flex flex-wrap items-center gap-3">
            <h1 className="text-[22px] leading-7 font-semibold tracking-tight">{runWords(run)}</h1>
            <Pill tone={stateTones[run.state]} dot>
              {runStateWords[run.state]}
            </Pill>
          </div>
          <p className="mt-0.5 text-muted">
            {programme.title} v{programme.version} ·{' '}
            <Link to={paths.outage(outage.outageId)} className="underline underline-offset-2 hover:text-ink">
              {outage.name}
            </Link>{' '}
            · begun {dayIn(run.startedAt, here)} by {run.startedBy ?? 'the desk'}
            {run.approvedBy && `, approved by ${run.approvedBy}`}
          </p>
          <RunTies run={run} />
        </header>
        {run.because && (run.state === 'paused' || run.state === 'stopped') && (
          <Note tone={run.state === 'paused' ? 'outage' : 'refused'} live="status">
            {run.because}
          </Note>
        )}
        <RunProgress run={run} />
        <RunReasons run={run} />
      </div>
      <div className="grid gap-4">
        <RunActs run={run} />
        <RunSample run={run} />
      </div>
    </div>
  )
}

function RunTies({ run }: { run: Run }) {
  const tie = (runId: string, words: string) => (
    <Link to={paths.run(runId)} className="text-[13px] font-medium text-accent-ink underline">
      {words}
    </Link>
  )
  return (
    <>
      {run.reason && <p className="mt-1 text-[13px]">“{run.reason}”</p>}
      {run.reversesRun &&
        tie(
          run.reversesRun,
          run.takes === 'excess'
            ? `What run ${run.reversesRun} lists as too much`
            : `Takes back run ${run.reversesRun}`,
        )}
      {run.reversedByRun && tie(run.reversedByRun, `Run ${run.reversedByRun} takes this one back`)}
      {run.excessTakenByRun &&
        tie(run.excessTakenByRun, `Run ${run.excessTakenByRun} takes back what is too much`)}
    </>
  )
}

function RunSkeleton() {
  return (
    <div aria-busy="true" className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <p role="status" className="sr-only">
        Loading the run
      </p>
      <div className="grid gap-4">
        <Skeleton className="h-12 w-96" />
        <Skeleton className="h-52 rounded-card" />
        <Skeleton className="h-64 rounded-card" />
      </div>
      <div className="grid gap-4">
        <Skeleton className="h-44 rounded-card" />
        <Skeleton className="h-80 rounded-card" />
      </div>
    </div>
  )
}
