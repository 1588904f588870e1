import { lazy, Suspense, useState } from 'react'
import type { WorkingOf } from './credit-working.tsx'

const CreditWorking = lazy(async () => ({ default: (await import('./credit-working.tsx')).CreditWorking }))

/** Opens how the credit, or its refusal, was worked out. The rule and the facts are loaded when somebody asks. */
export function WorkingLink(of: WorkingOf) {
  const [open, setOpen] = useState(false)
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        className="mt-2.5 text-[13px] font-medium text-accent-ink underline underline-offset-2"
        onClick={() => setOpen(true)}
      >
        How it was worked out
      </button>
      <Suspense>{open && <CreditWorking {...of} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
