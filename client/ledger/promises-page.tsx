import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { type PromisesTab, paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { useDesk } from '#client/staff/use-desk.ts'
import { Card } from '#client/ui/card.tsx'
import { cx } from '#client/ui/classes.ts'
import { counted, day } from '#client/ui/format.ts'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { PromiseBoard } from '#shared/ledger/views.ts'
import { maySee } from '#shared/staff/roles.ts'
import { MendDialog } from './mend-dialog.tsx'
import { PromiseDays } from './promise-days.tsx'
import { PromiseTable } from './promise-table.tsx'

const tabs: { show: PromisesTab; name: string; count: keyof PromiseBoard['counts'] }[] = [
  { show: 'act', name: 'Needs somebody', count: 'act' },
  { show: 'risk', name: 'At risk', count: 'risk' },
  { show: 'broken', name: 'Broken', count: 'broken' },
]
const empty: Record<PromisesTab, [string, string]> = {
  act: ['Nothing needs anybody.', 'What billing refuses, or cannot be sent, appears here by itself.'],
  risk: [
    'No promise is at risk.',
    'A credit appears here 7 days before its promised day, or when it missed its bill.',
  ],
  broken: ['No promise is broken.', 'A credit appears here when its promised day has passed without it.'],
}

/** Every credit was promised on a bill by a day: which of these promises are in danger, and what to do about each. */
export default function PromisesPage() {
  useTitle('Promises')
  const desk = useDesk()
  const trpc = useTRPC()
  const [search] = useSearchParams()
  const asked = search.get('show')
  const show: PromisesTab = asked === 'risk' || asked === 'broken' ? asked : 'act'
  const [open, setOpen] = useState<string | null>(null)
  const query = useQuery(trpc.ledger.promises.queryOptions({ show }))
  const board = query.data
  const item = board?.items.find((each) => each.transferId === open)
  const seesMonths = maySee('month', desk.role)
  const hidden = board ? board.counts[tabs.find((tab) => tab.show === show)?.count ?? 'act'] : 0
  // An agent is told of an account when its caller is verified: the count is everybody's, the rows are not.
  const kept: [string, string] | null =
    hidden > 0 && board?.items.length === 0
      ? [
          `${counted(hidden, 'promise')}, of customers who are not on your line.`,
          'You see the account of a caller whom you verified; managers look after the others.',
        ]
      : null
  return (
    <div className="grid gap-4">
      <header className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Promises</h1>
          <p className="mt-0.5 text-muted">
            Each credit was promised on a bill, within two cycles. These are not on one yet.
          </p>
        </div>
        {seesMonths && (
          <Link
            to={paths.month()}
            className="rounded text-[13px] font-medium text-accent-ink underline underline-offset-2"
          >
            Reconcile a month
          </Link>
        )}
      </header>
      {board && (
        <Card title="By the day they were promised for" aside={totals(board)}>
          <PromiseDays days={board.days} today={board.businessDate} />
          {board.billDays.length > 0 && (
            <p className="mt-2 text-xs text-muted">
              At risk, by the bill they were meant for:{' '}
              {board.billDays
                .slice(0, 8)
                .map((each) => `${day(each.day)} (${each.count.toLocaleString('en-US')})`)
                .join(', ')}
              {board.billDays.length > 8 && ' and others'}
            </p>
          )}
        </Card>
      )}
      <section aria-label="Promises to look at">
        <nav aria-label="Which promises" className="mb-3 flex gap-1">
          {tabs.map((tab) => (
            <Link
              key={tab.show}
              to={paths.promises(tab.show)}
              aria-current={tab.show === show ? 'page' : undefined}
              className={cx(
                'rounded-lg px-2.5 py-1.5 text-[13px] font-medium whitespace-nowrap hover:bg-hover',
                tab.show === show ? 'bg-neutral-soft text-ink' : 'text-muted',
              )}
            >
              {tab.name}{' '}
              <span className="inline-block min-w-[1ch] text-left">
                {board?.counts[tab.count].toLocaleString('en-US')}
              </span>
            </Link>
          ))}
        </nav>
        <div className="overflow-x-auto rounded-card border bg-surface shadow-card">
          {query.isError && !board ? (
            <div className="p-4">
              <Problem error={query.error} onRetry={query.refetch} />
            </div>
          ) : !board ? (
            <Loading />
          ) : board.items.length === 0 ? (
            <div className="px-6 py-12 text-center">
              <p className="font-medium">{(kept ?? empty[show])[0]}</p>
              <p className="mt-1 text-[13px] text-muted">{(kept ?? empty[show])[1]}</p>
            </div>
          ) : (
            <PromiseTable items={board.items} onMend={setOpen} />
          )}
        </div>
        {board && board.items.length === 200 && (
          <p className="mt-2 text-xs text-muted">The first 200 are shown, the nearest promise first.</p>
        )}
      </section>
      {item && <MendDialog item={item} onClose={() => setOpen(null)} />}
    </div>
  )
}

const totals = ({ counts }: PromiseBoard) =>
  [
    `${counts.onTrack.toLocaleString('en-US')} on track`,
    `${counts.risk.toLocaleString('en-US')} at risk`,
    `${counts.broken.toLocaleString('en-US')} broken`,
    counts.keptLate > 0 && `${counted(counts.keptLate, 'promise')} kept late`,
  ]
    .filter(Boolean)
    .join(' · ')

function Loading() {
  return (
    <div aria-busy="true" className="px-4 py-2">
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="flex h-13 items-center gap-4">
          <Skeleton className="h-8 w-24" />
          <Skeleton className="h-8 flex-1" />
          <Skeleton className="h-5 w-24" />
        </div>
      ))}
    </div>
  )
}
