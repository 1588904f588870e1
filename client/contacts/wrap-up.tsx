import { useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { useTRPC, useTRPCClient, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { type ContactOutcome, outcomes, outcomeWords } from '#shared/contacts/states.ts'

type Props = {
  accountId: string
  /** What the desk saw of the conversation: it has the focus, and Enter says yes. */
  likely: ContactOutcome
  /** Of a caller who was not verified nothing can have been credited; of one who was, it makes no sense to say so. */
  isVerified: boolean
}

/** The end of the conversation, by one key, whether the caller was verified or not. */
export function WrapUp(props: Props) {
  const [open, setOpen] = useState(false)
  useKeys({ q: () => setOpen(true) })
  return (
    <>
      <Button size="small" keys={['q']} onClick={() => setOpen(true)}>
        Wrap up
      </Button>
      {open && <WrapUpDialog {...props} onClose={() => setOpen(false)} />}
    </>
  )
}

function WrapUpDialog({ accountId, likely, isVerified, onClose }: Props & { onClose: () => void }) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const [busy, setBusy] = useState<ContactOutcome | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const first = useRef<HTMLButtonElement>(null)
  const offered = outcomes.filter((each) => each !== (isVerified ? 'not-verified' : 'credited'))
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
  const byNumber = (event: KeyboardEvent) => {
    const outcome = /^[1-9]$/.test(event.key) ? offered[Number(event.key) - 1] : undefined
    if (!outcome || event.ctrlKey || event.metaKey || event.altKey) return
    event.preventDefault()
    void end(outcome)
  }
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={first}
      title="Wrap up"
      description="The conversation ends, and with it what was verified. How did it end?"
    >
      <form
        aria-label="How it ended"
        className="grid grid-cols-2 gap-2"
        onKeyDown={byNumber}
        onSubmit={(event) => event.preventDefault()}
      >
        {offered.map((outcome, index) => (
          <Button
            key={outcome}
            ref={outcome === likely ? first : undefined}
            variant={outcome === likely ? 'primary' : 'secondary'}
            keys={[String(index + 1)]}
            busy={busy === outcome}
            onClick={() => end(outcome)}
          >
            {outcomeWords[outcome]}
          </Button>
        ))}
      </form>
      {problem && (
        <Note tone="refused" className="mt-3">
          {problem}
        </Note>
      )}
    </Dialog>
  )
}
