import { lazy, Suspense, useState } from 'react'
import { useDesk } from '#client/staff/use-desk.ts'
import { useKeys } from '#client/ui/keys.ts'
import type { AccountCard } from '#shared/accounts/views.ts'
import { mayChangeRecord, talksToCallers } from '#shared/contacts/permissions.ts'
import type { ContactView } from '#shared/contacts/views.ts'
import { ActLink } from './act-link.tsx'
import { RefuseTexts } from './refuse-texts.tsx'

const RecordDialog = lazy(async () => ({ default: (await import('./record-dialog.tsx')).RecordDialog }))

type Props = { account: AccountCard; contact: ContactView | null }

/** What a caller can have changed about the account itself: the record, with the caller verified, and texts, always. */
export function RecordActs({ account, contact }: Props) {
  const desk = useDesk()
  const [open, setOpen] = useState(false)
  const talks = talksToCallers(desk)
  const may = mayChangeRecord(contact?.verification ?? null)
  useKeys({ e: may.ok ? () => setOpen(true) : undefined }, talks)
  if (!talks) return null
  return (
    <>
      <li className="shrink-0">
        <ActLink
          words="Change record"
          keyName="e"
          onAct={() => setOpen(true)}
          disabledBecause={may.ok ? null : may.because}
        />
      </li>
      {account.contactPhone !== null && !account.textsRefused && (
        <li className="shrink-0">
          <RefuseTexts accountId={account.accountId} />
        </li>
      )}
      <Suspense>{open && <RecordDialog account={account} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
