import { lazy, Suspense, useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { useKeys } from '#client/ui/keys.ts'

const RefuseTextsDialog = lazy(async () => ({
  default: (await import('./refuse-texts-dialog.tsx')).RefuseTextsDialog,
}))

/** On one key, and before anybody is verified: whoever says stop is believed. */
export function RefuseTexts({ accountId }: { accountId: string }) {
  const [open, setOpen] = useState(false)
  useKeys({ n: () => setOpen(true) })
  return (
    <>
      <Button size="small" variant="quiet" keys={['n']} onClick={() => setOpen(true)}>
        No texts…
      </Button>
      <Suspense>
        {open && <RefuseTextsDialog accountId={accountId} onClose={() => setOpen(false)} />}
      </Suspense>
    </>
  )
}
