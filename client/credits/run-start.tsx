import { useMutation, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useTRPC, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { mayRun } from '#shared/credits/permissions.ts'

/** What is in force, and a button that plans a run of it. It pays nobody yet, and says so. */
export function RunStart() {
  const trpc = useTRPC()
  const go = useNavigate()
  const desk = useDesk()
  const programmes = useQuery(trpc.credits.runnable.queryOptions())
  const start = useMutation(
    trpc.credits.startRun.mutationOptions({ onSuccess: ({ runId }) => void go(paths.run(runId)) }),
  )
  const may = mayRun(desk)
  const mayNot = may.ok ? null : may.because
  return (
    <Card title="Begin a run">
      {programmes.isPending && <Skeleton className="h-20 w-full" />}
      {programmes.data?.length === 0 && (
        <p className="text-[13px] text-muted">No programme is in force: publish one first.</p>
      )}
      <ul className="grid gap-4">
        {programmes.data?.map((each) => (
          <li key={`${each.programmeId} ${each.version}`} className="grid gap-2">
            <p>
              <span className="font-medium">
                {each.title} v{each.version}
              </span>
              <span className="block text-xs text-muted">{each.outageName}</span>
            </p>
            {each.openRun ? (
              <Link
                to={paths.run(each.openRun)}
                className="text-[13px] font-medium text-accent-ink underline"
              >
                Run {each.openRun} of it is open
              </Link>
            ) : (
              <Button
                variant="primary"
                busy={start.isPending}
                disabledBecause={mayNot}
                onClick={() => start.mutate({ programmeId: each.programmeId, version: each.version })}
              >
                Plan a run
              </Button>
            )}
          </li>
        ))}
      </ul>
      <p className="mt-3 text-xs text-muted">
        Planning works out every account and pays nobody. It shows what the run would do.
      </p>
      {start.error && (
        <Note tone="refused" className="mt-3">
          {wordsOf(start.error).message}
        </Note>
      )}
    </Card>
  )
}
