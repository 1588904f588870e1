import { clock } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { type ContactOutcome, verificationWords } from '#shared/contacts/states.ts'
import type { ContactView } from '#shared/contacts/views.ts'
import { WrapUp } from './wrap-up.tsx'

type Props = { accountId: string; contact: ContactView; likely: ContactOutcome }

/** How the caller is known, until when, and the end of the conversation. */
export function CallerBar({ accountId, contact, likely }: Props) {
  const { verification } = contact
  const glass = verification === 'break-glass'
  return (
    <>
      <Pill tone={glass ? 'outage' : 'given'} dot>
        {verification &&
          (glass ? 'Opened without the caller' : `Verified: ${verificationWords[verification]}`)}
        , until {clock(contact.expiresAt)}
      </Pill>
      <WrapUp accountId={accountId} likely={likely} isVerified />
    </>
  )
}
