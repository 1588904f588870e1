import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Navigate } from 'react-router'
import { useTRPC, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { Card } from '#client/ui/card.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { maySee } from '#shared/staff/roles.ts'
import type { Desk } from '#shared/staff/views.ts'
import { HomeDesk } from './home-desk.tsx'
import { recentAccounts } from './recent-accounts.ts'
import { RecentTable } from './recent-table.tsx'
import { SearchGuide } from './search-guide.tsx'

/** Where a call begins: the search is one key away, and the accounts of the last calls are a click away. */
export default function HomePage() {
  const desk = useDesk()
  // Whoever looks after people sees no customer: their day begins elsewhere.
  return maySee('customers', desk.role) ? <Home desk={desk} /> : <Navigate to={paths.people()} replace />
}

function Home({ desk }: { desk: Desk }) {
  useTitle('Search')
  const trpc = useTRPC()
  const [accountIds] = useState(() => recentAccounts(localStorage, desk.staffId))
  const recent = useQuery(
    trpc.accounts.recent.queryOptions({ accountIds }, { enabled: accountIds.length > 0 }),
  )
  const isEmpty = accountIds.length === 0 || recent.data?.length === 0
  return (
    <div>
      <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Who is on the line?</h1>
      <p className="mt-0.5 mb-4 text-muted">
        Paste what the caller gives you, or press <Kbd className="align-[2px]">/</Kbd> and type it.
      </p>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
        <div className="grid gap-4">
          {!isEmpty && (
            <Card title="Recent accounts" aside="kept on this computer, for you only" flush>
              {recent.data ? (
                <RecentTable hits={recent.data} />
              ) : recent.error ? (
                <Failed error={recent.error} />
              ) : (
                <Rows count={accountIds.length} />
              )}
            </Card>
          )}
          <SearchGuide />
        </div>
        <HomeDesk desk={desk} />
      </div>
    </div>
  )
}

function Failed({ error }: { error: unknown }) {
  const { message, reference } = wordsOf(error)
  return (
    <Note tone="refused" className="mx-4 mb-4">
      {message} {reference && <span className="text-xs">Reference {reference}</span>}
    </Note>
  )
}

function Rows({ count }: { count: number }) {
  return (
    <div className="pt-8">
      {Array.from({ length: count }, (_, row) => `row ${row}`).map((row) => (
        <div key={row} className="flex h-11 items-center border-t px-4">
          <Skeleton className="h-4 w-3/4" />
        </div>
      ))}
    </div>
  )
}
