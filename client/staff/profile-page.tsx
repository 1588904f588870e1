import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { Problem } from '#client/problem.tsx'
import { Card } from '#client/ui/card.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { PasswordCard } from './password-card.tsx'
import { SecondFactorCard } from './second-factor-card.tsx'
import { SessionsCard } from './sessions-card.tsx'
import { useDesk } from './use-desk.ts'

/** One's own sign-in: where it is open, the second factor, the password. */
export default function ProfilePage() {
  useTitle('Your sign-in')
  const trpc = useTRPC()
  const desk = useDesk()
  const { data: own, error, refetch } = useQuery(trpc.signOn.mine.queryOptions())
  return (
    <div className="mx-auto grid max-w-4xl gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Your sign-in</h1>
        <p className="mt-1 text-muted">
          {desk.name}
          {own && own.usernames.length > 0 && `, as ${own.usernames.join(' and ')}`}
          {own?.provider && `, by ${own.provider}`}
        </p>
      </header>
      {error && <Problem error={error} onRetry={refetch} />}
      {!own && !error && (
        <div role="status" aria-label="Loading" className="grid gap-4">
          <Skeleton className="h-40 rounded-card" />
          <Skeleton className="h-32 rounded-card" />
        </div>
      )}
      {own && (
        <>
          <SessionsCard sessions={own.sessions} />
          <SecondFactorCard factor={own.secondFactor} />
          {own.hasPassword ? (
            <PasswordCard />
          ) : (
            <Card title="Password">
              <p className="text-muted">
                You have none here: you sign in with {own.provider ?? 'your provider'}.
              </p>
            </Card>
          )}
        </>
      )}
    </div>
  )
}
