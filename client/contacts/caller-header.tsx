import { AccountNumber } from '#client/accounts/account-number.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { accountTypeWords } from '#shared/accounts/account.ts'
import type { CallerCard } from '#shared/contacts/views.ts'
import { WrapUp } from './wrap-up.tsx'

/** Who it would be: in the place and size of the account's own header, which comes when the caller is verified. */
export function CallerHeader({ card }: { card: CallerCard }) {
  return (
    <header className="min-h-13.5">
      <div className="flex min-w-0 items-center gap-3">
        <h1 className="min-w-0 text-[22px] leading-7 font-semibold tracking-tight wrap-anywhere">
          {card.holderName}
        </h1>
        {card.status !== 'active' && (
          <Pill tone={card.status === 'closed' ? 'refused' : 'outage'}>{card.status}</Pill>
        )}
        <div className="ml-auto flex shrink-0 items-center gap-2">
          <Pill tone="outage">Caller not verified</Pill>
          {/* In its place from the start, though the conversation begins a moment later: nothing moves. */}
          <WrapUp accountId={card.accountId} likely="not-verified" isVerified={false} />
        </div>
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[13px] text-muted">
        <li>
          Account <AccountNumber accountId={card.accountId} className="font-semibold text-ink" />
        </li>
        <li>{accountTypeWords[card.type]}</li>
        {card.text && <li>Number of record {card.text}</li>}
        {card.email && <li>{card.email}</li>}
      </ul>
    </header>
  )
}
