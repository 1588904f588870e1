import type { ReactNode } from 'react'
import { clockSeconds, counted, dayLong, zoneName } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { accountTypeWords } from '#shared/accounts/account.ts'
import type { AccountCard } from '#shared/accounts/views.ts'
import { AccountNumber } from './account-number.tsx'

const languages = { es: 'Español' } as const

type HeaderProps = {
  account: AccountCard
  asOf: string
  live: boolean
  /** Where the customer can be reached: masked, with the way to see it. */
  reach?: ReactNode
  children?: ReactNode
}

/** Who it is: name, number and the facts that tell one person from a namesake. It stays above everything one does. */
export function AccountHeader({ account, asOf, live, reach, children }: HeaderProps) {
  return (
    <header className="min-h-13.5">
      <div className="flex min-w-0 items-center gap-3">
        <h1 className="min-w-0 text-[22px] leading-7 font-semibold tracking-tight wrap-anywhere">
          {account.holderName}
        </h1>
        <Standing account={account} />
        <div className="ml-auto flex shrink-0 items-center gap-2">
          {/* At the left, where there is room: it comes and goes, and the buttons keep their places. */}
          {!live && (
            <Pill tone="outage" title="No live connection: this may have changed since">
              as of {clockSeconds(asOf)}
            </Pill>
          )}
          {children}
        </div>
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[13px] text-muted lg:whitespace-nowrap">
        <li>
          Account <AccountNumber accountId={account.accountId} className="font-semibold text-ink" />
        </li>
        <li>{accountTypeWords[account.type]}</li>
        <li>{counted(account.lines, 'line')}</li>
        {account.type !== 'prepaid' && (
          <li>
            Bill day <span className="font-semibold text-ink">{account.billDay}</span>
          </li>
        )}
        <li>
          {account.place} · <span className="font-semibold text-ink">{zoneName(account.timeZone)}</span>
        </li>
        {account.language !== 'en' && <li>{languages[account.language]}</li>}
        {reach}
      </ul>
    </header>
  )
}

function Standing({ account }: { account: AccountCard }) {
  return (
    <>
      {account.status === 'closed' && (
        <Pill tone="refused">{account.closedOn ? `closed on ${dayLong(account.closedOn)}` : 'closed'}</Pill>
      )}
      {account.status === 'suspended' && <Pill tone="outage">suspended</Pill>}
      {account.textsRefused && <Pill>no texts</Pill>}
    </>
  )
}

/** The same two rows before the answer is there. */
export function AccountHeaderSkeleton() {
  return (
    <div className="min-h-13.5">
      <Skeleton className="h-7 w-64" />
      <Skeleton className="mt-2 h-4 w-140 max-w-full" />
    </div>
  )
}
