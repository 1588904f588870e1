import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTRPCClient, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/field.tsx'
import { formatPhone } from '#shared/accounts/phones.ts'
import { type Revealable, recordWords, revealSeconds } from '#shared/contacts/states.ts'

type Props = { accountId: string; what: Revealable; masked: string }

/** A masked detail that can be looked at for a minute, by whoever says what for. It lives in this part and nowhere else. */
export function RevealDetail({ accountId, what, masked }: Props) {
  const [value, setValue] = useState<string | null>(null)
  const [asking, setAsking] = useState(false)
  useEffect(() => {
    if (value === null) return
    const timer = setTimeout(() => setValue(null), revealSeconds * 1000)
    return () => clearTimeout(timer)
  }, [value])
  return (
    <span className="flex min-w-0 items-baseline gap-1.5">
      {/* Its own colour: an inherited one stays behind in Chromium when light changes to dark. */}
      <span className="min-w-0 truncate text-muted">{value ?? masked}</span>
      <button
        type="button"
        onClick={() => (value === null ? setAsking(true) : setValue(null))}
        className="shrink-0 rounded text-xs font-medium text-accent-ink underline-offset-2 hover:underline"
      >
        {value === null ? 'Show' : 'Hide'}
        <span className="sr-only"> the {recordWords[what]}</span>
      </button>
      {asking && (
        <AskWhy
          accountId={accountId}
          what={what}
          onClose={() => setAsking(false)}
          onShown={(shown) => {
            setValue(shown ?? 'not known')
            setAsking(false)
          }}
        />
      )}
    </span>
  )
}

type AskProps = Omit<Props, 'masked'> & { onClose: () => void; onShown: (value: string | null) => void }

function AskWhy({ accountId, what, onClose, onShown }: AskProps) {
  const client = useTRPCClient()
  const field = useRef<HTMLInputElement>(null)
  const [reason, setReason] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const show = async (event: FormEvent) => {
    event.preventDefault()
    if (busy) return
    if (reason.trim().length < 3)
      return setProblem('Say why in at least 3 characters: it goes into the journal.')
    setBusy(true)
    try {
      const shown = await client.contacts.reveal.mutate({ accountId, what, reason: reason.trim() })
      onShown(shown.value && what === 'phone' ? formatPhone(shown.value) : shown.value)
    } catch (error) {
      setBusy(false)
      setProblem(wordsOf(error).message)
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title={`Show the ${recordWords[what]}`}
      description="It is shown for a minute, and the journal says who looked and why."
      initialFocus={field}
    >
      <form onSubmit={show} className="grid gap-3">
        <TextField
          label="Why"
          value={reason}
          onChange={setReason}
          inputRef={field}
          error={problem}
          autoComplete="off"
        />
        <Button variant="primary" type="submit" busy={busy}>
          Show it for a minute
        </Button>
      </form>
    </Dialog>
  )
}
