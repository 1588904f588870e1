import type { AccountCard } from '#shared/accounts/views.ts'
import { RevealDetail } from './reveal-detail.tsx'

/** Where the customer can be reached, masked: in full for a minute, and with a reason. */
export function Reach({ account }: { account: AccountCard }) {
  const { accountId, contactPhone, email } = account
  return (
    <>
      {contactPhone && (
        <li className="shrink-0">
          <RevealDetail accountId={accountId} what="phone" masked={contactPhone} />
        </li>
      )}
      {email && (
        <li className="max-w-full min-w-24">
          <RevealDetail accountId={accountId} what="email" masked={email} />
        </li>
      )}
      <li className="shrink-0">
        <RevealDetail accountId={accountId} what="address" masked="Address" />
      </li>
    </>
  )
}
