import { lazy, Suspense, useState } from 'react'
import { useDesk } from '#client/staff/use-desk.ts'
import { Button } from '#client/ui/button.tsx'
import { useKeys } from '#client/ui/keys.ts'
import type { AccountCard } from '#shared/accounts/views.ts'
import { mayChangeRecord, talksToCallers } from '#shared/contacts/permissions.ts'
import type { ContactView } from '#shared/contacts/views.ts'
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
      {account.contactPhone !== null && !account.textsRefused && (
        <RefuseTexts accountId={account.accountId} />
      )}
      <Button
        size="small"
        keys={['e']}
        onClick={() => setOpen(true)}
        disabledBecause={may.ok ? null : may.because}
        reasonPlace="spoken"
      >
        Change record
      </Button>
      <Suspense>{open && <RecordDialog account={account} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
