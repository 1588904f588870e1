import { useQuery } from '@tanstack/react-query'
import { useRef } from 'react'
import { Link } from 'react-router'
import { envelopeOf, useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { PageProblem } from '#client/problem.tsx'
import { accountNumber, age, counted } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { Quoted } from '#client/ui/quoted.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import type { AdjustmentView, RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney, type MoneyView } from '#shared/money.ts'
import { AdjustmentDetail } from './adjustment-detail.tsx'
import { DecisionForm } from './decision-form.tsx'
import { OthersScale } from './others-scale.tsx'
import { RequestEvidence } from './request-evidence.tsx'
import { useServerNow } from './use-now.ts'
import { decisionWords, stateOf } from './words.ts'

type Props = { accountId: string; adjustmentId: string; onDecided: (done: AdjustmentView) => void }

/** One glance: what is asked, what is fair, the evidence, what others got, what moved since; then the decision. */
export function RequestPanel({ accountId, adjustmentId, onDecided }: Props) {
  const trpc = useTRPC()
  const query = useQuery(trpc.adjustments.requestPage.queryOptions({ accountId, adjustmentId }))
  if (query.data) return <Loaded page={query.data} receivedAt={query.dataUpdatedAt} onDecided={onDecided} />
  if (query.isError) {
    if (envelopeOf(query.error)?.code === 'CALLER_NOT_VERIFIED') return <Unverified accountId={accountId} />
    return (
      <PageProblem error={query.error} nothing="There is no such request." onRetry={() => query.refetch()} />
    )
  }
  return <PanelSkeleton />
}

/** What was asked and what became of it stands in the list; the rest is for the customer's ears. */
function Unverified({ accountId }: { accountId: string }) {
  return (
    <div role="status" className="rounded-card border bg-surface px-6 py-12 text-center shadow-card lg:mt-12">
      <p className="font-medium">This opens while its customer is on the line</p>
      <p className="mt-1 text-[13px] text-muted">What became of it stands in the list.</p>
      <Link
        to={paths.account(accountId)}
        className="mt-3 inline-block rounded text-[13px] font-medium text-accent-ink underline underline-offset-2"
      >
        Verify the caller of account {accountNumber(accountId)}
      </Link>
    </div>
  )
}

type LoadedProps = { page: RequestPage; receivedAt: number; onDecided: Props['onDecided'] }

function Loaded({ page, receivedAt, onDecided }: LoadedProps) {
  const { adjustment, account } = page
  const now = useServerNow(page.asOf, receivedAt)
  const waiting = adjustment.state === 'requested'
  // Decided by a colleague while somebody writes here: the form and its words stay, and say what happened.
  const began = useRef(waiting)
  const { word, tone } = stateOf(adjustment)
  return (
    <article aria-label={adjustment.number} className="rounded-card border bg-surface p-4 shadow-card">
      <header className="flex items-start justify-between gap-3">
        <div className="min-w-0">
          <h2 className="text-lg leading-6 font-semibold tracking-tight wrap-anywhere">
            {account.holderName} <span className="font-normal text-muted">{adjustment.number}</span>
          </h2>
          <p className="mt-0.5 flex flex-wrap gap-x-3 text-[13px] text-muted">
            <Link
              to={paths.account(account.accountId)}
              className="rounded font-medium text-accent-ink underline-offset-2 hover:underline"
            >
              Account {accountNumber(account.accountId)}
            </Link>
            <span>{counted(account.lines, 'line')}</span>
            <span>
              asked {age(adjustment.requestedAt, now)} ago by {adjustment.requestedBy.name}
              {adjustment.requestedBy.level && `, ${adjustment.requestedBy.level}`}
            </span>
          </p>
        </div>
        <Pill tone={tone}>{word}</Pill>
      </header>
      <dl className="mt-3 grid grid-cols-3 gap-3">
        <Tile name="Asked" amount={adjustment.requested} />
        <Tile name="Fair offer" amount={page.offer.amount} />
        <Tile name="Already given" amount={page.offer.given} />
      </dl>
      <p className="mt-3 overflow-clip border-l-[3px] border-accent pl-3 text-sm">
        {adjustment.note && (
          <>
            <Quoted>{adjustment.note}</Quoted> ·{' '}
          </>
        )}
        <span className="text-muted">
          {adjustment.reason}
          {adjustment.whyApproval && ` · ${adjustment.whyApproval}`}
        </span>
      </p>
      {page.moved.length > 0 && waiting && (
        <Note tone="outage" live="status" className="mt-3" title="Since it was asked:">
          {page.moved.join(' ')}
        </Note>
      )}
      {(waiting || began.current) && (
        <div className="mt-3 border-t pt-3">
          <OthersScale page={page} />
          <RequestEvidence page={page} />
          {!waiting && (
            <Note tone={tone} className="mb-3" title="Decided meanwhile:">
              {decisionWords(adjustment)}.
            </Note>
          )}
          <div className="before:pointer-events-none before:absolute before:inset-x-0 before:-top-3 before:h-3 before:bg-linear-to-t before:from-surface before:to-transparent sticky -bottom-1 -mx-4 -mb-4 rounded-b-card bg-surface px-4 pb-2">
            <DecisionForm
              page={page}
              onDecided={(done) => {
                began.current = false
                onDecided(done)
              }}
            />
          </div>
        </div>
      )}
      {!waiting && (
        <div className="mt-3 border-t pt-3">
          <AdjustmentDetail adjustment={adjustment} within />
          {!began.current && <RequestEvidence page={page} />}
        </div>
      )}
    </article>
  )
}

function Tile({ name, amount }: { name: string; amount: MoneyView }) {
  return (
    <div className="rounded-field border px-3 py-2">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="text-xl leading-7 font-semibold tracking-tight">{formatMoney(amount)}</dd>
    </div>
  )
}

function PanelSkeleton() {
  return (
    <div aria-busy="true" className="flex flex-col gap-3 rounded-card border bg-surface p-4">
      <p role="status" className="sr-only">
        Loading the request
      </p>
      <Skeleton className="h-6 w-72" />
      <Skeleton className="h-5 w-96 max-w-full" />
      <div className="grid grid-cols-3 gap-3">
        <Skeleton className="h-16" />
        <Skeleton className="h-16" />
        <Skeleton className="h-16" />
      </div>
      <Skeleton className="h-12" />
      <Skeleton className="h-14" />
      <Skeleton className="h-32" />
      <Skeleton className="h-36" />
    </div>
  )
}
