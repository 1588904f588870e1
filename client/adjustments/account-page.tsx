import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link, useParams, useSearchParams } from 'react-router'
import { AccountHeader } from '#client/accounts/account-header.tsx'
import { useTRPC } from '#client/api.ts'
import { CallerBar } from '#client/contacts/caller-bar.tsx'
import { Reach } from '#client/contacts/reach.tsx'
import { RecordActs } from '#client/contacts/record-acts.tsx'
import { useTold } from '#client/contacts/use-told.ts'
import { CreditCard } from '#client/credits/credit-card.tsx'
import { SayCard } from '#client/credits/say-card.tsx'
import { WorkingLink } from '#client/credits/working-link.tsx'
import { useLiveState } from '#client/live.ts'
import { OutageCard } from '#client/outages/outage-card.tsx'
import { paths } from '#client/paths.ts'
import { PageProblem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import type { AdjustmentView, AccountPage as Page } from '#shared/adjustments/views.ts'
import type { ContactOutcome } from '#shared/contacts/states.ts'
import type { ContactView } from '#shared/contacts/views.ts'
import { AccountSkeleton } from './account-skeleton.tsx'
import { CreditReversal } from './credit-reversal.tsx'
import { GiveCard } from './give-card.tsx'
import { PendingRequests } from './pending-requests.tsx'
import { Timeline } from './timeline.tsx'
import { UnverifiedPage } from './unverified-page.tsx'
import { useServerNow } from './use-now.ts'
import { usePending } from './use-pending.ts'

/** Who; what the outage did; what was given; what may be said; what is fair now; what happened before. */
export default function AccountPage() {
  const { accountId = '' } = useParams()
  const [search] = useSearchParams()
  const outageId = search.get('outage') ?? undefined
  const trpc = useTRPC()
  const { card, told } = useTold(accountId)
  const query = useQuery(
    trpc.adjustments.accountPage.queryOptions({ accountId, outageId }, { enabled: told }),
  )
  const page = told ? query.data : undefined
  useEffect(() => {
    // Never a name: titles end up in histories and on shared screens (rulings 24).
    document.title = `Account ${accountId} · Makeright`
  }, [accountId])
  if (page)
    return <Loaded page={page} receivedAt={query.dataUpdatedAt} contact={card.data?.contact ?? null} />
  const failed = query.isError && told ? query : card.isError && !card.data ? card : null
  if (failed) {
    return (
      <>
        <h1 className="sr-only">Account {accountId}</h1>
        <PageProblem
          error={failed.error}
          nothing={`There is no account ${accountId}.`}
          onRetry={() => failed.refetch()}
        />
      </>
    )
  }
  // Once verified the panel stays until the page is there: nothing flickers between the two.
  if (card.data) return <UnverifiedPage key={accountId} card={card.data} />
  return <AccountSkeleton />
}

type LoadedProps = { page: Page; receivedAt: number; contact: ContactView | null }

function Loaded({ page, receivedAt, contact }: LoadedProps) {
  const { account, outage } = page
  const { live } = useLiveState()
  const now = useServerNow(page.asOf, receivedAt)
  const pending = usePending(page)
  useEffect(() => {
    // The panel that asked for the passcode is gone and took the focus with it; the next Tab starts on this page.
    if (document.activeElement === document.body)
      document.getElementById('main')?.focus({ preventScroll: true })
  }, [])
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <div className="@container flex min-w-0 flex-col gap-4">
        <AccountHeader
          account={account}
          asOf={page.asOf}
          live={live}
          reach={
            <>
              <Reach account={account} />
              <RecordActs account={account} contact={contact} />
            </>
          }
        >
          {contact && (
            <CallerBar
              accountId={account.accountId}
              contact={contact}
              likely={outcomeSoFar(page.adjustments, contact)}
            />
          )}
        </AccountHeader>
        {page.otherOutages.length > 0 && <OtherOutages page={page} />}
        {outage ? (
          <OutageCard outage={outage} lines={page.lines} timeZone={account.timeZone} />
        ) : (
          <Card title="What the outage did to each line">
            <p className="text-[13px] text-muted">No outage on record has touched this account.</p>
          </Card>
        )}
        <div className="grid gap-4 @2xl:grid-cols-2">
          <CreditCard
            credit={page.credit}
            working={
              <WorkingLink accountId={account.accountId} outageId={outage?.outageId} lines={page.lines} />
            }
          >
            <CreditReversal page={page} now={now} />
          </CreditCard>
          <SayCard say={page.say} />
        </div>
        <Timeline
          entries={page.timeline}
          adjustments={page.adjustments}
          businessDate={page.businessDate}
          timeZone={account.timeZone}
        />
      </div>
      <aside
        aria-label="Give a credit"
        className="-m-1 flex flex-col gap-3 p-1 lg:sticky lg:top-16 lg:max-h-[calc(100dvh-4.5rem)] lg:overflow-y-auto"
      >
        <PendingRequests requests={pending.before} now={now} />
        {outage && (
          <GiveCard
            key={`${account.accountId} ${outage.outageId}`}
            page={page}
            outageId={outage.outageId}
            onOutcome={pending.setOwn}
          />
        )}
        <PendingRequests requests={pending.since} now={now} />
      </aside>
    </div>
  )
}

/** What the desk saw happen in this conversation: money given, money asked for, or neither. */
function outcomeSoFar(adjustments: AdjustmentView[], { verifiedAt }: ContactView): ContactOutcome {
  const since = Date.parse(verifiedAt ?? '')
  const made = adjustments.filter(({ requestedAt }) => Date.parse(requestedAt) >= since)
  if (made.some(({ state }) => state === 'granted')) return 'credited'
  return made.some(({ state }) => state === 'requested') ? 'escalated' : 'explained'
}

/** Two outages may touch one account: everything is kept by outage, and so is this page. */
function OtherOutages({ page }: { page: Page }) {
  return (
    <nav aria-label="Other outages of this account" className="flex flex-wrap items-center gap-2 text-[13px]">
      <span className="font-medium">{page.outage?.name ?? 'No outage'}</span>
      {page.otherOutages.map((other) => (
        <Link
          key={other.outageId}
          to={paths.account(page.account.accountId, other.outageId)}
          className="rounded-full border bg-surface px-2.5 py-1 text-xs font-medium text-accent-ink hover:bg-hover"
        >
          {other.name}
        </Link>
      ))}
    </nav>
  )
}
