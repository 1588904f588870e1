import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { Link, useMatch, useNavigate, useSearchParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths, type RequestsShow } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { cx } from '#client/ui/classes.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import type { AdjustmentView, Queue } from '#shared/adjustments/views.ts'
import { DecisionKeys } from './decision-keys.tsx'
import { PageProblem } from './page-problem.tsx'
import { QueueTable } from './queue-table.tsx'
import { RequestPanel } from './request-panel.tsx'
import { useServerNow } from './use-now.ts'
import { useSteadyRows } from './use-steady-rows.ts'
import { decisionWords, stateOf } from './words.ts'

const noItems: Queue['items'] = []

/** The queue at the left, one request at the right. Its address says which list and which request. */
export default function RequestsPage() {
  const [search] = useSearchParams()
  const asked = search.get('show')
  const show: RequestsShow = asked === 'mine' || asked === 'decided' ? asked : 'waiting'
  const open = useMatch('/requests/:accountId/:adjustmentId')?.params
  useEffect(() => {
    document.title = open?.accountId ? `Request on ${open.accountId} · Makeright` : 'Requests · Makeright'
  }, [open?.accountId])
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,11fr)_minmax(0,12fr)]">
      {/* Another list is another list: its rows are kept steady by themselves. */}
      <QueueSide key={show} show={show} openId={open?.adjustmentId}>
        {(onDecided) =>
          open?.accountId && open.adjustmentId ? (
            <RequestPanel
              key={open.adjustmentId}
              accountId={open.accountId}
              adjustmentId={open.adjustmentId}
              onDecided={onDecided}
            />
          ) : (
            <NothingOpen />
          )
        }
      </QueueSide>
    </div>
  )
}

type SideProps = {
  show: RequestsShow
  openId: string | undefined
  children: (onDecided: (done: AdjustmentView) => void) => ReactNode
}

function QueueSide({ show, openId, children }: SideProps) {
  const trpc = useTRPC()
  const navigate = useNavigate()
  const query = useQuery(trpc.adjustments.queue.queryOptions({ show }))
  const queue = query.data
  const now = useServerNow(queue?.asOf, query.dataUpdatedAt)
  const { rows, gone, tidy } = useSteadyRows(queue?.items ?? noItems, show === 'waiting')
  const [said, setSaid] = useState<AdjustmentView | null>(null)
  const body = useRef<HTMLTableSectionElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)

  const links = () => [...(body.current?.querySelectorAll<HTMLElement>('[data-request]') ?? [])]
  const move = (by: number) => {
    const all = links()
    const at = all.findIndex((link) => link === document.activeElement)
    const from = at >= 0 ? at : all.findIndex((link) => link.dataset.request === openId)
    const next = all[Math.min(all.length - 1, Math.max(0, from + by))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Escape: openId ? () => navigate(paths.requests(show), { preventScrollReset: true }) : undefined,
  })

  /** The outcome is said, and the hand goes on to the next request that is still waiting. */
  const onDecided = (done: AdjustmentView) => {
    setSaid(done)
    void query.refetch()
    const at = rows.findIndex((row) => row.item.adjustmentId === done.adjustmentId)
    const open = ({ item, gone: over }: (typeof rows)[number]) =>
      !over && item.adjustmentId !== done.adjustmentId && item.may.refuse.ok
    const next = show === 'waiting' ? (rows.slice(at + 1).find(open) ?? rows.find(open)) : undefined
    if (!next) {
      heading.current?.focus()
      return
    }
    void navigate(paths.request(next.item.accountId, next.item.adjustmentId, show), {
      preventScrollReset: true,
    })
    links()
      .find((link) => link.dataset.request === next.item.adjustmentId)
      ?.focus()
  }

  return (
    <>
      <section aria-labelledby="requests-heading" className="min-w-0">
        <div className="mb-3 flex h-9 items-center gap-2">
          <h1
            id="requests-heading"
            ref={heading}
            tabIndex={-1}
            className="mr-2 text-xl font-semibold tracking-tight outline-none"
          >
            Requests
          </h1>
          <nav aria-label="Which requests" className="flex gap-1">
            <Tab to="waiting" now={show} count={queue?.waiting}>
              Waiting
            </Tab>
            <Tab to="mine" now={show} count={queue?.mine}>
              Mine
            </Tab>
            <Tab to="decided" now={show} count={queue?.decidedToday}>
              Decided today
            </Tab>
          </nav>
          <span className="ml-auto text-xs text-muted">
            {gone > 0 ? (
              <Button size="small" variant="quiet" onClick={tidy}>
                Tidy {gone} decided
              </Button>
            ) : (
              show === 'waiting' && 'oldest first'
            )}
          </span>
        </div>
        <div className="overflow-hidden rounded-card border bg-surface shadow-card [&_tbody_tr:last-child_td]:border-b-0">
          {query.isError && !queue ? (
            <div className="p-4">
              <PageProblem
                error={query.error}
                nothing="This list is not for you."
                onRetry={() => query.refetch()}
              />
            </div>
          ) : !queue ? (
            <QueueSkeleton />
          ) : rows.length === 0 ? (
            <Empty show={show} />
          ) : (
            <QueueTable rows={rows} show={show} now={now} openId={openId} bodyRef={body} />
          )}
        </div>
        <div role="status" className="mt-3 empty:hidden">
          {said && (
            <Note live="none" tone={stateOf(said).tone} title={`${said.number}:`}>
              {decisionWords(said)}.
            </Note>
          )}
        </div>
        <DecisionKeys />
      </section>
      <div className="-m-1 min-w-0 p-1 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-4.5rem)] lg:overflow-y-auto">
        {children(onDecided)}
      </div>
    </>
  )
}

type TabProps = { to: RequestsShow; now: RequestsShow; count: number | undefined; children: string }

function Tab({ to, now, count, children }: TabProps) {
  return (
    <Link
      to={paths.requests(to)}
      aria-current={to === now ? 'page' : undefined}
      className={cx(
        'rounded-lg px-2.5 py-1.5 text-[13px] font-medium whitespace-nowrap hover:bg-hover',
        to === now ? 'bg-neutral-soft text-ink' : 'text-muted',
      )}
    >
      {children} {count}
    </Link>
  )
}

const words: Record<RequestsShow, [string, string]> = {
  waiting: ['Nothing is waiting.', 'A request over somebody’s limit appears here by itself.'],
  mine: [
    'You have asked for nothing today.',
    'What you send up from an account stands here until it is decided.',
  ],
  decided: ['Nothing was decided today.', 'Decisions of today stand here, the latest first.'],
}

function Empty({ show }: { show: RequestsShow }) {
  return (
    <div className="px-6 py-12 text-center">
      <p className="font-medium">{words[show][0]}</p>
      <p className="mt-1 text-[13px] text-muted">{words[show][1]}</p>
    </div>
  )
}

function NothingOpen() {
  return (
    <div className="rounded-card border border-dashed px-6 py-16 text-center lg:mt-12">
      <p className="font-medium">Open a request to decide it</p>
      <p className="mt-1 text-[13px] text-muted">
        The evidence, the offer and what others got stand beside it.
      </p>
    </div>
  )
}

function QueueSkeleton() {
  return (
    <div aria-busy="true" className="px-4 py-2">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-13 items-center gap-4">
          <Skeleton className="h-8 w-16" />
          <Skeleton className="h-8 flex-1" />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="h-8 w-24" />
        </div>
      ))}
    </div>
  )
}
