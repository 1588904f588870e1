import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'

/** Who opened far more accounts today than people usually do. `linked`: whether the person's events may be seen. */
export function LookupsCard({ linked }: { linked: boolean }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.audit.lookups.queryOptions())
  const lookups = query.data
  return (
    <Card
      title="Look-ups today"
      aside={
        lookups &&
        `usual: ${counted(lookups.usual, 'account')} · stands out from ${lookups.line.toLocaleString('en-US')}`
      }
    >
      {query.isError && !lookups ? (
        <Problem error={query.error} onRetry={query.refetch} />
      ) : !lookups ? (
        <div aria-busy="true">
          <Skeleton className="h-8" />
        </div>
      ) : lookups.people.length === 0 ? (
        <p className="text-[13px] text-muted">Nobody has looked at an account today.</p>
      ) : (
        <ul className="grid gap-x-6 gap-y-1.5 text-[13px] sm:grid-cols-2 xl:grid-cols-3">
          {lookups.people.map((person) => (
            <li key={person.staffId} className="flex min-h-6 items-center gap-2">
              {linked ? (
                <Link
                  to={paths.journal({ person: person.staffId })}
                  className="truncate rounded font-medium underline-offset-2 hover:underline"
                >
                  {person.name}
                </Link>
              ) : (
                <span className="truncate font-medium">{person.name}</span>
              )}
              <span className="shrink-0 text-muted">
                {counted(person.accounts, 'account')}, {counted(person.searches, 'search', 'searches')}
              </span>
              {person.standsOut && (
                <Pill tone="outage" className="h-5.5">
                  stands out
                </Pill>
              )}
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
