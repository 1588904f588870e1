import { createBrowserRouter, type LoaderFunctionArgs } from 'react-router'
import { mustVerify } from '#shared/contacts/permissions.ts'
import { maySee } from '#shared/staff/roles.ts'
import { queryClient, trpc } from './api.ts'
import { patterns } from './paths.ts'
import { Shell } from './shell.tsx'
import { FailurePage, NotFoundPage, PageSkeleton } from './shell-states.tsx'

/** Begins to ask while the page's code is still on its way. A failure is the page's to show, so it is not awaited. */
function askAccount({ params, request }: LoaderFunctionArgs): null {
  const outageId = new URL(request.url).searchParams.get('outage') ?? undefined
  const { accountId } = params
  if (accountId) void askFor(accountId, outageId).catch(() => {})
  return null
}

/** Whoever talks to callers gets the card first; the page comes when the caller is verified. */
async function askFor(accountId: string, outageId: string | undefined): Promise<void> {
  const desk = await queryClient.ensureQueryData(
    trpc.staff.desk.queryOptions(undefined, { staleTime: 60_000 }),
  )
  if (desk.signIn.owes || !maySee('customers', desk.role)) return
  if (mustVerify(desk)) await queryClient.prefetchQuery(trpc.contacts.card.queryOptions({ accountId }))
  else await queryClient.prefetchQuery(trpc.adjustments.accountPage.queryOptions({ accountId, outageId }))
}

export const router = createBrowserRouter([
  {
    path: patterns.signIn,
    lazy: async () => ({ Component: (await import('./staff/sign-in-page.tsx')).default }),
    errorElement: <FailurePage />,
    hydrateFallbackElement: <PageSkeleton />,
  },
  {
    path: '/',
    element: <Shell />,
    errorElement: <FailurePage />,
    hydrateFallbackElement: <PageSkeleton />,
    children: [
      {
        errorElement: <FailurePage />,
        children: [
          {
            index: true,
            lazy: async () => ({ Component: (await import('./accounts/home-page.tsx')).default }),
          },
          {
            path: patterns.account,
            loader: askAccount,
            lazy: async () => ({ Component: (await import('./adjustments/account-page.tsx')).default }),
          },
          {
            path: patterns.requests,
            lazy: async () => ({ Component: (await import('./adjustments/requests-page.tsx')).default }),
            // The page itself shows both: the list at the left, the request that the address names at the right.
            children: [
              { index: true, element: null },
              { path: patterns.request, element: null },
            ],
          },
          {
            path: patterns.programmes,
            lazy: async () => ({ Component: (await import('./programmes/programmes-page.tsx')).default }),
          },
          {
            path: patterns.newProgramme,
            lazy: async () => ({ Component: (await import('./programmes/new-programme-page.tsx')).default }),
          },
          {
            path: patterns.programme,
            lazy: async () => ({ Component: (await import('./credits/programme-page.tsx')).default }),
          },
          {
            path: patterns.outages,
            lazy: async () => ({ Component: (await import('./credits/outages-page.tsx')).default }),
          },
          {
            path: patterns.outage,
            lazy: async () => ({ Component: (await import('./credits/outage-page.tsx')).default }),
          },
          {
            path: patterns.runs,
            lazy: async () => ({ Component: (await import('./credits/runs-page.tsx')).default }),
          },
          {
            path: patterns.run,
            lazy: async () => ({ Component: (await import('./credits/run-page.tsx')).default }),
          },
          {
            path: patterns.promises,
            lazy: async () => ({ Component: (await import('./ledger/promises-page.tsx')).default }),
          },
          {
            path: patterns.month,
            lazy: async () => ({ Component: (await import('./ledger/month-page.tsx')).default }),
          },
          {
            path: patterns.journal,
            lazy: async () => ({ Component: (await import('./staff/journal-page.tsx')).default }),
          },
          {
            path: patterns.oversight,
            lazy: async () => ({ Component: (await import('./adjustments/oversight-page.tsx')).default }),
          },
          {
            path: patterns.people,
            lazy: async () => ({ Component: (await import('./staff/people-page.tsx')).default }),
          },
          {
            path: patterns.desk,
            lazy: async () => ({ Component: (await import('./staff/desk-page.tsx')).default }),
          },
          {
            path: patterns.profile,
            lazy: async () => ({ Component: (await import('./staff/profile-page.tsx')).default }),
          },
          { path: '*', element: <NotFoundPage /> },
        ],
      },
    ],
  },
])
