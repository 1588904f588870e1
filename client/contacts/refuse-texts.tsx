import { lazy, Suspense, useState } from 'react'
import { useKeys } from '#client/ui/keys.ts'
import { ActLink } from './act-link.tsx'

const RefuseTextsDialog = lazy(async () => ({
  default: (await import('./refuse-texts-dialog.tsx')).RefuseTextsDialog,
}))

/** On one key, and before anybody is verified: whoever says stop is believed. */
export function RefuseTexts({ accountId }: { accountId: string }) {
  const [open, setOpen] = useState(false)
  useKeys({ n: () => setOpen(true) })
  return (
    <>
      <ActLink words="No more texts…" keyName="n" onAct={() => setOpen(true)} />
      <Suspense>
        {open && <RefuseTextsDialog accountId={accountId} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
