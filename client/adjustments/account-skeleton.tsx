import { AccountHeaderSkeleton } from '#client/accounts/account-header.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'

const five = [0, 1, 2, 3, 4]
const box = 'rounded-card border bg-surface p-4'

/** The account page before its facts, each part at its later size, so that nothing jumps when they come. */
export function AccountSkeleton() {
  return (
    <div aria-busy="true" className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_22.5rem]">
      <p role="status" className="sr-only">
        Loading the account
      </p>
      <div className="flex flex-col gap-4">
        <AccountHeaderSkeleton />
        <div className={box}>
          <Skeleton className="mb-4 h-5 w-56" />
          {five.map((row) => (
            <div key={row} className="flex h-11 items-center gap-4">
              <Skeleton className="h-8 w-40" />
              <Skeleton className="h-4 flex-1" />
              <Skeleton className="h-8 w-24" />
            </div>
          ))}
        </div>
        <div className="grid grid-cols-2 gap-4">
          <Skeleton className="h-42 rounded-card" />
          <Skeleton className="h-42 rounded-card" />
        </div>
        <div className={box}>
          {five.map((row) => (
            <Skeleton key={row} className="my-3 h-4 w-full" />
          ))}
        </div>
      </div>
      <div className={`${box} flex flex-col gap-3`}>
        <Skeleton className="h-5 w-24" />
        <Skeleton className="h-10 w-36" />
        <Skeleton className="h-9 w-full" />
        <Skeleton className="h-16 w-full" />
        <Skeleton className="h-14 w-full" />
        <Skeleton className="h-20 w-full" />
        <Skeleton className="h-28 w-full" />
        <Skeleton className="h-10 w-full" />
      </div>
    </div>
  )
}
