import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { Verdict } from '#shared/verdict.ts'
import { VersionsTable } from './versions-table.tsx'

/** Every version of every programme; what waits for a second person stands first. */
export default function ProgrammesPage() {
  useTitle('Programmes')
  const list = useQuery(useTRPC().programmes.list.queryOptions())
  return (
    <div className="grid gap-4">
      <header className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Programmes</h1>
          <p className="mt-0.5 text-muted">
            The rules by which credits are given. One person writes a version, another puts it in force.
          </p>
        </div>
        {list.data && <NewProgramme mayWrite={list.data.mayWrite} />}
      </header>
      <Card flush>
        {list.isPending ? (
          <div aria-busy="true" className="px-4 py-2">
            {[0, 1, 2].map((row) => (
              <Skeleton key={row} className="my-3 h-6 w-full" />
            ))}
          </div>
        ) : list.isError ? (
          <Problem error={list.error} onRetry={list.refetch} className="m-4" />
        ) : list.data.versions.length === 0 ? (
          <div className="px-6 py-12 text-center">
            <p className="font-medium">No programme has been written yet.</p>
            <p className="mt-1 text-[13px] text-muted">
              A manager begins one from a published example, simulates it and hands it to a second manager.
            </p>
          </div>
        ) : (
          <VersionsTable versions={list.data.versions} />
        )}
      </Card>
    </div>
  )
}

function NewProgramme({ mayWrite }: { mayWrite: Verdict }) {
  if (!mayWrite.ok) return <Button disabledBecause={mayWrite.because}>New programme</Button>
  return (
    <Link
      to={paths.newProgramme()}
      className="inline-flex h-10 items-center rounded-field bg-accent px-4 text-sm font-semibold text-on-accent hover:bg-accent-strong"
    >
      New programme
    </Link>
  )
}
