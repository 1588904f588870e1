import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { RunStart } from './run-start.tsx'
import { RunsTable } from './runs-table.tsx'

/** Every run, the latest first, and the place to begin one. */
export default function RunsPage() {
  useTitle('Runs')
  const trpc = useTRPC()
  const runs = useQuery(trpc.credits.runs.queryOptions({}))
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Runs</h1>
        <p className="mt-0.5 text-muted">
          A run pays a programme over all accounts: planned first, a few to look at, then the rest.
        </p>
      </header>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
        <Card flush>
          {runs.isPending ? (
            <div aria-busy="true" className="px-4 py-2">
              {[0, 1, 2, 3].map((row) => (
                <Skeleton key={row} className="my-3 h-6 w-full" />
              ))}
            </div>
          ) : runs.isError ? (
            <Problem error={runs.error} onRetry={runs.refetch} className="m-4" />
          ) : runs.data.length === 0 ? (
            <div className="px-6 py-12 text-center">
              <p className="font-medium">Nothing has been run yet.</p>
              <p className="mt-1 text-[13px] text-muted">
                A manager begins a run of a programme that is in force; it pays nobody before somebody has
                looked at its plan.
              </p>
            </div>
          ) : (
            <RunsTable runs={runs.data} />
          )}
        </Card>
        <RunStart />
      </div>
    </div>
  )
}
