import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useTRPC, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { useDesk } from '#client/staff/use-desk.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { mayRun } from '#shared/credits/permissions.ts'
import { runStateWords } from '#shared/credits/run-states.ts'
import type { RunRow } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import type { VersionPageView } from '#shared/programmes/views.ts'
import { number, runWords, stateTones } from './run-words.ts'

const shown = 6

/** What was run of this programme, in any version, the latest first; the version in force can be run from here. */
export function ProgrammeRunsCard({ version }: { version: VersionPageView }) {
  const { programmeId } = version
  const runs = useQuery(useTRPC().credits.runs.queryOptions({ programmeId }))
  return (
    <Card title="Runs">
      <div className="grid gap-3">
        {runs.isPending ? (
          <Skeleton className="h-16 w-full" />
        ) : runs.isError ? (
          <Problem error={runs.error} onRetry={runs.refetch} />
        ) : (
          <>
            <RunList runs={runs.data} />
            <RunPlan version={version} runs={runs.data} />
          </>
        )}
      </div>
    </Card>
  )
}

function RunList({ runs }: { runs: readonly RunRow[] }) {
  if (runs.length === 0) return <p className="text-[13px] text-muted">It was never run: nobody was paid.</p>
  return (
    <>
      <ul className="grid gap-2">
        {runs.slice(0, shown).map((run) => (
          <li key={run.runId} className="flex items-start justify-between gap-3 text-sm">
            <span className="min-w-0">
              <Link to={paths.run(run.runId)} className="font-medium text-accent-ink hover:underline">
                {runWords(run)}
              </Link>
              <span className="block text-xs text-muted">
                version {run.programme.version}, {number(run.credited)} of {number(run.due)} accounts,{' '}
                {formatMoney(run.amount)}
              </span>
            </span>
            <Pill tone={stateTones[run.state]} dot>
              {runStateWords[run.state].split(',')[0]}
            </Pill>
          </li>
        ))}
      </ul>
      {runs.length > shown && (
        <Link to={paths.runs()} className="text-[13px] font-medium text-accent-ink underline">
          All runs
        </Link>
      )}
    </>
  )
}

/** Planning pays nobody, so it is one press; what is paid is decided on the run's page. */
function RunPlan({ version, runs }: { version: VersionPageView; runs: readonly RunRow[] }) {
  const go = useNavigate()
  const desk = useDesk()
  const start = useMutation(
    useTRPC().credits.startRun.mutationOptions({ onSuccess: ({ runId }) => void go(paths.run(runId)) }),
  )
  const open = runs.find(
    ({ kind, state }) => kind === 'credit' && state !== 'stopped' && state !== 'finished',
  )
  const may = mayRun(desk)
  const because = !may.ok
    ? may.because
    : version.state !== 'published'
      ? 'Only the version in force is run.'
      : open
        ? `Run ${open.runId} is open: finish or stop it first.`
        : null
  return (
    <>
      <Button
        busy={start.isPending}
        disabledBecause={because}
        onClick={() => start.mutate({ programmeId: version.programmeId, version: version.version })}
      >
        Plan a run
      </Button>
      {start.error && <Note tone="refused">{wordsOf(start.error).message}</Note>}
    </>
  )
}
