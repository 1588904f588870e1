import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Button } from '#client/ui/button.tsx'
import { clockSeconds, dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import type { JournalFilter as Filter, JournalCursor } from '#shared/audit/schemas.ts'
import type { JournalRow, JournalState } from '#shared/audit/views.ts'
import { EventDialog } from './event-dialog.tsx'
import { ExportButton } from './export-button.tsx'
import { type FilterWords, JournalFilter } from './journal-filter.tsx'
import { JournalTable } from './journal-table.tsx'

type JournalListProps = {
  filter: FilterWords
  zone: string
  wordOfRole: (role: string) => string
  onFilter: (filter: FilterWords) => void
}

const asked = ({ person, account, act, outcome, day }: FilterWords): Filter => ({
  personId: person || null,
  accountId: account || null,
  action: act || null,
  outcome: (outcome || null) as Filter['outcome'],
  day: day || null,
})

/** The events, newest first, a page at a time. */
export function JournalList({ filter, zone, wordOfRole, onFilter }: JournalListProps) {
  const trpc = useTRPC()
  const [cursors, setCursors] = useState<JournalCursor[]>([])
  const [open, setOpen] = useState<JournalRow | null>(null)
  const after = cursors.at(-1) ?? null
  const query = useQuery({
    ...trpc.audit.journal.queryOptions({ ...asked(filter), after }),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })
  const page = query.data
  const change = (next: FilterWords) => {
    setCursors([])
    onFilter(next)
  }
  return (
    <>
      <JournalFilter filter={filter} people={page?.people ?? []} wordOf={wordOfRole} onChange={change} />
      <section aria-label="Events" aria-busy={query.isPlaceholderData || undefined}>
        <div className="mb-3 flex flex-wrap items-center justify-between gap-3">
          {query.isError && !page ? <span /> : <StateLine state={page?.state ?? null} zone={zone} />}
          <ExportButton name="journal" asked={asked(filter)}>
            Export as CSV
          </ExportButton>
        </div>
        <div className="overflow-x-auto rounded-card border bg-surface shadow-card">
          {query.isError && !page ? (
            <Problem error={query.error} onRetry={query.refetch} className="m-4" />
          ) : !page ? (
            <Loading />
          ) : page.rows.length === 0 ? (
            <div className="px-6 py-12 text-center">
              <p className="font-medium">Nothing was found.</p>
              <p className="mt-1 text-[13px] text-muted">Take something out of the filter.</p>
            </div>
          ) : (
            <JournalTable rows={page.rows} zone={zone} onOpen={setOpen} />
          )}
        </div>
        {page?.days && (
          <p className="mt-2 text-xs text-muted">
            The last {page.days} days were looked through. For what is older, choose a day, a person or an
            account.
          </p>
        )}
        <div className="mt-3 flex gap-2">
          <Button
            size="small"
            disabledBecause={cursors.length === 0 ? 'These are the newest.' : null}
            reasonPlace="spoken"
            onClick={() => setCursors(cursors.slice(0, -1))}
          >
            Newer
          </Button>
          <Button
            size="small"
            disabledBecause={page?.next ? null : 'There is nothing older.'}
            reasonPlace="spoken"
            onClick={() => page?.next && setCursors([...cursors, page.next])}
          >
            Older
          </Button>
        </div>
      </section>
      {open && <EventDialog row={open} zone={zone} onClose={() => setOpen(null)} />}
    </>
  )
}

function StateLine({ state, zone }: { state: JournalState | null; zone: string }) {
  if (!state) return <Skeleton className="h-5 w-96 max-w-full" />
  const { seal, verified } = state
  const instant = (at: string) => `${dayIn(at, zone)}, ${clockSeconds(at, zone)}`
  if (verified?.finding)
    return (
      <Note tone="refused" title="The journal did not verify.">
        {verified.finding} {instant(verified.at)}.
      </Note>
    )
  return (
    <p className="text-[13px] text-muted">
      {seal
        ? `Sealed up to No. ${seal.uptoSeq}, ${instant(seal.at)}.`
        : 'Nothing is sealed: this desk has no key for it.'}{' '}
      {verified
        ? `Verified up to No. ${verified.uptoSeq}, ${instant(verified.at)}.`
        : 'It has not been verified yet.'}
    </p>
  )
}

function Loading() {
  return (
    <div aria-busy="true" className="px-4 py-2">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-12 items-center gap-4">
          <Skeleton className="h-8 w-20" />
          <Skeleton className="h-8 flex-1" />
          <Skeleton className="h-5 w-24" />
        </div>
      ))}
    </div>
  )
}
