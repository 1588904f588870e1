import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useTRPC, useTRPCClient, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { clock } from '#client/ui/format.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { type ContactOutcome, outcomes, outcomeWords, verificationWords } from '#shared/contacts/states.ts'
import type { ContactView } from '#shared/contacts/views.ts'

/** How the caller is known, until when, and the end of the conversation. */
export function CallerBar({ accountId, contact }: { accountId: string; contact: ContactView }) {
  const [open, setOpen] = useState(false)
  useKeys({ 'w u': () => setOpen(true) })
  const { verification } = contact
  const glass = verification === 'break-glass'
  return (
    <>
      <Pill tone={glass ? 'outage' : 'given'} dot>
        {verification &&
          (glass ? 'Opened without the caller' : `Verified: ${verificationWords[verification]}`)}
        , until {clock(contact.expiresAt)}
      </Pill>
      <Button size="small" onClick={() => setOpen(true)}>
        Wrap up
      </Button>
      {open && <WrapUpDialog accountId={accountId} onClose={() => setOpen(false)} />}
    </>
  )
}

function WrapUpDialog({ accountId, onClose }: { accountId: string; onClose: () => void }) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState<ContactOutcome | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const end = async (outcome: ContactOutcome) => {
    if (busy) return
    setBusy(outcome)
    try {
      await client.contacts.wrapUp.mutate({ accountId, outcome })
    } catch (error) {
      setBusy(null)
      return setProblem(wordsOf(error).message)
    }
    onClose()
    await navigate(paths.home())
    // Nothing of the customer stays behind in this browser.
    queries.removeQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
    queries.removeQueries(trpc.contacts.card.queryFilter({ accountId }))
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="Wrap up"
      description="The conversation ends, and with it what was verified. How did it end?"
    >
      <div className="grid grid-cols-2 gap-2">
        {outcomes.map((outcome) => (
          <Button key={outcome} busy={busy === outcome} onClick={() => end(outcome)}>
            {outcomeWords[outcome]}
          </Button>
        ))}
      </div>
      {problem && (
        <Note tone="refused" className="mt-3">
          {problem}
        </Note>
      )}
    </Dialog>
  )
}
