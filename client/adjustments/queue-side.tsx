import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths, type RequestsShow } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { Button } from '#client/ui/button.tsx'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import type { AdjustmentView, Queue } from '#shared/adjustments/views.ts'
import { DecisionKeys } from './decision-keys.tsx'
import { QueueNotes } from './queue-notes.tsx'
import { QueueEmpty, QueueSkeleton, QueueTab } from './queue-states.tsx'
import { QueueTable } from './queue-table.tsx'
import { useServerNow } from './use-now.ts'
import { useSteadyRows } from './use-steady-rows.ts'
import { decisionWords, stateOf } from './words.ts'

const noItems: Queue['items'] = []

type Props = {
  show: RequestsShow
  /** What may be shown, the role’s own first. */
  lists: readonly RequestsShow[]
  openId: string | undefined
  children: (onDecided: (done: AdjustmentView) => void) => ReactNode
}

/** The list, its keys, and beside it whatever request is open. */
export function QueueSide({ show, lists, openId, children }: Props) {
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
    const at = all.indexOf(document.activeElement as HTMLElement)
    const from = at >= 0 ? at : all.findIndex((link) => link.dataset.request === openId)
    const next = all[Math.min(all.length - 1, Math.max(0, from + by))]
    next?.focus()
    next?.scrollIntoView({ block: 'nearest' })
  }
  /** From a field back to the list, words kept; from the list the request is closed. */
  const back = (event: KeyboardEvent) => {
    const row = links().find((link) => link.dataset.request === openId)
    const typing = event.target instanceof Element && event.target.matches('input, textarea')
    if (!typing) void navigate(paths.requests(show), { preventScrollReset: true })
    row?.focus()
  }
  useKeys({
    j: () => move(1),
    k: () => move(-1),
    Escape: openId ? back : undefined,
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
      <section aria-labelledby="requests-heading" className="@container min-w-0">
        <div className="mb-3 flex h-9 items-center gap-2">
          <h1
            id="requests-heading"
            ref={heading}
            tabIndex={-1}
            className="mr-2 text-[22px] leading-7 font-semibold tracking-tight outline-none"
          >
            Requests
          </h1>
          <nav aria-label="Which requests" className="flex gap-1">
            {lists.map((list) => (
              <QueueTab key={list} to={list} now={show} queue={queue} />
            ))}
          </nav>
          <span className="ml-auto text-xs text-muted">
            {gone > 0 ? (
              <Button size="small" variant="quiet" onClick={tidy}>
                Tidy {gone} settled
              </Button>
            ) : (
              show === 'waiting' && 'oldest first'
            )}
          </span>
        </div>
        {queue && <QueueNotes queue={queue} now={now} />}
        <div className="overflow-hidden rounded-card border bg-surface shadow-card">
          {query.isError && !queue ? (
            <Problem error={query.error} onRetry={query.refetch} className="m-4" />
          ) : !queue ? (
            <QueueSkeleton />
          ) : rows.length === 0 ? (
            <QueueEmpty show={show} />
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
        {rows.length > 0 && <DecisionKeys decides={rows.some(({ item }) => item.may.refuse.ok)} />}
      </section>
      <div className="-m-1 min-w-0 p-1 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-4.5rem)] lg:overflow-y-auto">
        {children(onDecided)}
      </div>
    </>
  )
}
