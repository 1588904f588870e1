import { useQuery, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import {
  Navigate,
  Outlet,
  ScrollRestoration,
  useLocation,
  useMatch,
  useNavigate,
  useNavigation,
} from 'react-router'
import { maySee } from '#shared/staff/roles.ts'
import { rememberAccount } from './accounts/recent-accounts.ts'
import { envelopeOf, useTRPC, wordsOf } from './api.ts'
import { useConnection } from './connection.ts'
import { useLive } from './live.ts'
import { isOfCustomers, paths, patterns } from './paths.ts'
import { ShellBar } from './shell-bar.tsx'
import { ShellRail } from './shell-rail.tsx'
import { NotYoursPage, PageSkeleton, Unreachable } from './shell-states.tsx'
import { ShellStops } from './shell-stops.tsx'
import { DeskContext } from './staff/use-desk.ts'
import { useStepUpAsked } from './step-up.ts'
import { useKeys } from './ui/keys.ts'
import { Toasts } from './ui/toast.tsx'
import { useWholeWords } from './ui/whole-words.ts'

const SignInAgain = lazy(async () => ({ default: (await import('./staff/sign-in-again.tsx')).SignInAgain }))
const StepUpDialog = lazy(async () => ({
  default: (await import('./staff/step-up-dialog.tsx')).StepUpDialog,
}))
const IdleWarning = lazy(async () => ({ default: (await import('./staff/idle-warning.tsx')).IdleWarning }))
const FirstSteps = lazy(async () => ({ default: (await import('./staff/first-steps.tsx')).FirstSteps }))
const KeySheet = lazy(async () => ({ default: (await import('./shell-keys.tsx')).KeySheet }))

/** What stays in its place on every page: rail, bar, search, and the truth about the desk. */
export function Shell() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const {
    data: desk,
    error,
    refetch,
  } = useQuery(trpc.staff.desk.queryOptions(undefined, { staleTime: 60_000 }))
  const { signedOut } = useConnection()
  const asked = useStepUpAsked()
  const location = useLocation()
  const navigate = useNavigate()
  const underWay = useNavigation().state === 'loading'
  const search = useRef<HTMLInputElement>(null)
  const main = useRef<HTMLElement>(null)
  const [sheet, setSheet] = useState(false)
  const [held, setHeld] = useState(false)
  const account = useMatch(patterns.account)?.params.accountId
  const { staffId } = desk ?? {}

  const isReady = desk !== undefined && desk.signIn.owes === null && !held
  useLive(isReady && !signedOut)
  useWholeWords()

  useEffect(() => {
    if (staffId && account) rememberAccount(localStorage, staffId, account)
  }, [staffId, account])

  // A new page starts at its own top for the keyboard too; a list that has the focus keeps it.
  const page = useRef(location.pathname)
  useEffect(() => {
    if (page.current === location.pathname) return
    page.current = location.pathname
    const { activeElement } = document
    if (activeElement !== search.current && !main.current?.contains(activeElement)) {
      main.current?.focus({ preventScroll: true })
    }
  }, [location.pathname])

  useKeys({
    '/': () => search.current?.focus(),
    '?': () => setSheet(true),
    'g h': () => void navigate(paths.home()),
    'g r': () => void navigate(paths.requests()),
    'g o': () => void navigate(paths.outages()),
    'g p': () => void navigate(paths.programmes()),
    'g b': () => void navigate(paths.promises()),
    'g u': () => void navigate(paths.runs()),
    'g j': () => void navigate(paths.journal()),
    'g v': () => void navigate(paths.oversight()),
    'g e': () => void navigate(paths.people()),
    'g d': () => void navigate(paths.desk()),
  })

  if (!desk) {
    if (!error) return <PageSkeleton />
    if (envelopeOf(error)?.code === 'SESSION_EXPIRED') {
      return <Navigate to={paths.signIn(location.pathname + location.search)} replace />
    }
    return <Unreachable {...wordsOf(error)} onRetry={() => void refetch()} />
  }

  const asksOver = (
    <>
      {asked && !signedOut && <StepUpDialog desk={desk} />}
      {!signedOut && <IdleWarning />}
      {signedOut && <SignInAgain desk={desk} onSignedIn={() => void queries.invalidateQueries()} />}
    </>
  )
  if (!isReady)
    return (
      <DeskContext value={desk}>
        <Suspense fallback={<PageSkeleton />}>
          <FirstSteps desk={desk} onHold={setHeld} />
          {asksOver}
        </Suspense>
      </DeskContext>
    )

  return (
    <DeskContext value={desk}>
      <a
        href="#main"
        className="sr-only z-50 rounded-lg bg-raised p-3 focus:not-sr-only focus:fixed focus:top-2 focus:left-2"
      >
        Skip to the page
      </a>
      <ShellRail desk={desk} />
      <div className="flex min-h-full flex-col pl-14">
        <ShellBar desk={desk} searchRef={search} underWay={underWay} onKeys={() => setSheet(true)} />
        <ShellStops desk={desk} />
        <main id="main" ref={main} tabIndex={-1} className="min-w-0 flex-1 px-5 py-4 outline-none">
          {maySee('customers', desk.role) || !isOfCustomers(location.pathname) ? (
            <Outlet />
          ) : (
            <NotYoursPage role={desk.role} />
          )}
        </main>
      </div>
      <Toasts />
      <Suspense>
        {sheet && <KeySheet onClose={() => setSheet(false)} />}
        {asksOver}
      </Suspense>
      <ScrollRestoration />
    </DeskContext>
  )
}
