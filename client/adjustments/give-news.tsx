import { type ReactNode, useEffect, useRef } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Note } from '#client/ui/note.tsx'
import type { AccountPage } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentLink } from './adjustment-link.tsx'
import type { useGiveForm } from './use-give-form.ts'

type Props = { page: AccountPage; form: ReturnType<typeof useGiveForm> }

/** What the form has to say beside its button: changed meanwhile, being checked, or refused. */
export function GiveNews({ page, form }: Props) {
  const { giving, changes, errors } = form
  if (giving.at === 'checking') {
    return (
      <InSight>
        <Note tone="outage" title="Checking. Do not enter it again.">
          The answer was lost on the way. The same posting is sent again under its own key until its outcome
          is known; it cannot be given twice.
        </Note>
      </InSight>
    )
  }
  if (giving.at === 'signed-out') {
    return (
      <InSight>
        <Note tone="outage" title="Your sign-in ran out.">
          Nothing is lost: sign in over this page, and the same posting goes on.
        </Note>
      </InSight>
    )
  }
  return (
    <>
      {errors.form && (
        <InSight>
          <Refused page={page} form={form} />
        </InSight>
      )}
      {changes.length > 0 && (
        <Note tone="outage" title="Changed since you began:">
          {changes.join('; ')}.
        </Note>
      )}
      {form.draft.saving === 'failed' && (
        <Note tone="outage">The draft is not saved yet; it is tried again with the next change.</Note>
      )}
    </>
  )
}

/** On a low screen the form is longer than its place: what became of one's own act is brought into sight. */
function InSight({ children }: { children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => {
    box.current?.scrollIntoView({ block: 'nearest' })
  }, [])
  return <div ref={box}>{children}</div>
}

/** A refusal that is about no single field, with the first posting when there is one. */
function Refused({ page, form }: Props) {
  const envelope = form.errors.form
  if (!envelope) return null
  const first = envelope.link?.adjustmentId
    ? page.adjustments.find((each) => each.adjustmentId === envelope.link?.adjustmentId)
    : undefined
  return (
    <Note
      tone="refused"
      title={envelope.saved === false ? 'Nothing was posted.' : undefined}
      action={
        envelope.code === 'IDEMPOTENCY_MISMATCH' ? (
          <Button size="small" variant="secondary" onClick={() => form.again(true)}>
            New draft
          </Button>
        ) : undefined
      }
    >
      {envelope.message}{' '}
      {envelope.link?.adjustmentId && (
        <AdjustmentLink accountId={envelope.link.accountId} adjustmentId={envelope.link.adjustmentId}>
          {first ? `See ${first.number}, ${formatMoney(first.granted ?? first.requested)}` : 'See it'}
        </AdjustmentLink>
      )}
      {envelope.code === 'INTERNAL' && <span className="block text-xs">Reference {envelope.requestId}</span>}
    </Note>
  )
}
