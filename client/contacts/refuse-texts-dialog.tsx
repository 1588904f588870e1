import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTRPC, useTRPCClient, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'

type Props = { accountId: string; onClose: () => void }

/** A customer who wants no texts says so in any words, to anybody, verified or not (47 CFR 64.1200(a)(10)). */
export function RefuseTextsDialog({ accountId, onClose }: Props) {
  const client = useTRPCClient()
  const trpc = useTRPC()
  const queries = useQueryClient()
  const yes = useRef<HTMLButtonElement>(null)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const refuse = async () => {
    if (busy) return
    setBusy(true)
    try {
      await client.contacts.refuseTexts.mutate({ accountId })
    } catch (error) {
      setBusy(false)
      return setProblem(wordsOf(error).message)
    }
    void queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
    void queries.invalidateQueries(trpc.contacts.card.queryFilter({ accountId }))
    toast({ tone: 'given', title: 'No more texts', detail: `Account ${accountId}` })
    onClose()
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="No more texts?"
      initialFocus={yes}
      description="Notices go by e-mail from now on. Only news of a changed record still goes to the number. The desk does not take this back: new consent comes from the carrier."
    >
      <div className="grid gap-3">
        {problem && <Note tone="refused">{problem}</Note>}
        <Button variant="primary" keys={['Enter']} busy={busy} onClick={refuse} ref={yes}>
          The customer wants no more texts
        </Button>
      </div>
    </Dialog>
  )
}
