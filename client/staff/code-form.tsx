import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { envelopeOf, useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { Desk } from '#shared/staff/views.ts'

/** The second stage of a sign-in. It waits five minutes; then the password is asked for again. */
export function CodeForm({ onSignedIn, onBack }: { onSignedIn: (desk: Desk) => void; onBack: () => void }) {
  const trpc = useTRPC()
  const [code, setCode] = useState('')
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  useEffect(() => field.current?.focus(), [])
  const give = useMutation(
    trpc.signOn.giveCode.mutationOptions({
      onSuccess: onSignedIn,
      onError: () => {
        setCode('')
        field.current?.focus()
      },
    }),
  )
  const over = envelopeOf(give.error)?.code === 'SESSION_EXPIRED'
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    setMissing(!code.trim())
    if (!code.trim()) field.current?.focus()
    else if (!give.isPending) give.mutate({ code: code.trim() })
  }
  return (
    <form onSubmit={send} noValidate className="grid gap-3">
      <p className="text-[13px] text-muted">
        Your password is right. Now the code of this moment, from your authenticator.
      </p>
      <TextField
        label="Code"
        name="code"
        autoComplete="one-time-code"
        value={code}
        onChange={setCode}
        inputRef={field}
        hint="Six digits, or one of your recovery codes."
        error={missing && !code.trim() ? 'The code is needed.' : undefined}
      />
      {give.error && <Note tone="refused">{wordsOf(give.error).message}</Note>}
      {!over && (
        <Button type="submit" variant="primary" busy={give.isPending}>
          Go on
        </Button>
      )}
      <Button variant={over ? 'primary' : 'quiet'} onClick={onBack}>
        {over ? 'Begin again' : 'Somebody else signs in'}
      </Button>
    </form>
  )
}
