import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { OutagesTable } from './outages-table.tsx'

/** Every outage, the latest first: which window counts, and what was paid for it. */
export default function OutagesPage() {
  useTitle('Outages')
  const outages = useQuery(useTRPC().credits.outages.queryOptions())
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Outages</h1>
        <p className="mt-0.5 text-muted">
          When each began and ended is adjudicated: one manager proposes another window, a second puts it in
          force.
        </p>
      </header>
      <Card flush>
        {outages.isPending ? (
          <div aria-busy="true" className="px-4 py-2">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} className="my-3 h-6 w-full" />
            ))}
          </div>
        ) : outages.isError ? (
          <Problem error={outages.error} onRetry={outages.refetch} className="m-4" />
        ) : outages.data.length === 0 ? (
          <div className="px-6 py-12 text-center">
            <p className="font-medium">No outage has been recorded yet.</p>
            <p className="mt-1 text-[13px] text-muted">
              An operator records one from a file; then sites and evidence are loaded.
            </p>
          </div>
        ) : (
          <OutagesTable outages={outages.data} />
        )}
      </Card>
    </div>
  )
}
