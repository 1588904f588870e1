import { useContext } from 'react'
import { isRouteErrorResponse, Link, useRouteError } from 'react-router'
import { maySee, type Role, wordOfRole } from '#shared/staff/roles.ts'
import { paths } from './paths.ts'
import { DeskContext } from './staff/use-desk.ts'
import { Button } from './ui/button.tsx'
import { Mark } from './ui/icon.tsx'
import { Skeleton } from './ui/skeleton.tsx'
import { useTitle } from './ui/title.ts'

/** The places of rail, bar and cards before anything is known, so that nothing moves when it is. */
export function PageSkeleton() {
  return (
    <div role="status" aria-label="Loading" className="min-h-full">
      <div className="fixed inset-y-0 left-0 w-14 border-r bg-surface py-2.5">
        <Mark className="mx-auto size-8" />
      </div>
      <div className="ml-14 flex h-13 items-center border-b bg-surface px-5">
        <Skeleton className="h-9 w-120 max-w-full rounded-field" />
      </div>
      <div className="ml-14 space-y-4 p-5">
        <Skeleton className="h-7 w-64" />
        <Skeleton className="h-64 rounded-card" />
        <Skeleton className="h-40 rounded-card" />
      </div>
    </div>
  )
}

function Whole({ title, children, action }: { title: string; children: string; action: React.ReactNode }) {
  useTitle(title)
  // Inside the shell the page's main part is there already, and a page has one.
  const Part = useContext(DeskContext) ? 'div' : 'main'
  return (
    <Part className="mx-auto grid max-w-md justify-items-start gap-3 px-5 py-24">
      <h1 className="text-xl font-semibold">{title}</h1>
      <p className="text-muted">{children}</p>
      {action}
    </Part>
  )
}

const reload = (
  <Button variant="primary" onClick={() => location.reload()}>
    Reload the page
  </Button>
)

export function NotFoundPage() {
  const desk = useContext(DeskContext)
  const searches = !desk || maySee('customers', desk.role)
  return (
    <Whole
      title="There is no such page"
      action={
        <Link to={paths.home()} className="font-medium text-accent-ink underline underline-offset-2">
          {searches ? 'Go to the search' : 'Go to the people'}
        </Link>
      }
    >
      {searches
        ? 'The address may be cut short. An account or a request can be searched by its number.'
        : 'The address may be cut short.'}
    </Whole>
  )
}

/** A page about customers, for who looks after people. */
export function NotYoursPage({ role }: { role: Role }) {
  return (
    <Whole
      title="This page is about customers"
      action={
        <Link to={paths.people()} className="font-medium text-accent-ink underline underline-offset-2">
          Go to the people
        </Link>
      }
    >
      {`Your role (${wordOfRole(role)}) looks after people and limits. It sees no customers, and gives nothing.`}
    </Whole>
  )
}

/** Shown when the desk's first question is not answered. */
export function Unreachable({
  message,
  reference,
  onRetry,
}: {
  message: string
  reference: string | null
  onRetry: () => void
}) {
  return (
    <Whole
      title="The desk does not answer"
      action={
        <Button variant="primary" onClick={onRetry}>
          Try again
        </Button>
      }
    >
      {reference ? `${message} Reference ${reference}.` : message}
    </Whole>
  )
}

/** A page that failed: mostly an old tab that asks for code a new version no longer has. */
export function FailurePage() {
  const error = useRouteError()
  if (isRouteErrorResponse(error) && error.status === 404) return <NotFoundPage />
  const isOldTab = error instanceof TypeError && /import|module|fetch/i.test(error.message)
  return (
    <Whole title={isOldTab ? 'The desk has a new version' : 'This page failed'} action={reload}>
      {isOldTab
        ? 'This tab is older than the server, or the connection was lost. Drafts are kept.'
        : 'Nothing was posted by that. Drafts are kept; reload to go on.'}
    </Whole>
  )
}
