import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { answerStepUp } from '#client/step-up.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { Desk } from '#shared/staff/views.ts'

/** Over the page: whoever is there shows that it is still they, and the act that was begun is sent again with its key. */
export function StepUpDialog({ desk }: { desk: Desk }) {
  const { proof } = desk.signIn
  return (
    <Dialog
      open
      onClose={() => answerStepUp(false)}
      title="Confirm that it is you"
      description={`Nothing was done yet, ${desk.name}. What you typed is still here and is sent as soon as you have confirmed.`}
    >
      {proof === 'provider' ? <ByProvider /> : <ByProof proof={proof} />}
    </Dialog>
  )
}

function ByProof({ proof }: { proof: 'password' | 'code' }) {
  const trpc = useTRPC()
  const [typed, setTyped] = useState('')
  const [missing, setMissing] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const stepUp = useMutation(
    trpc.signOn.stepUp.mutationOptions({
      onSuccess: () => answerStepUp(true),
      onError: () => {
        setTyped('')
        field.current?.focus()
      },
    }),
  )
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    setMissing(!typed)
    if (!typed) field.current?.focus()
    else if (!stepUp.isPending) stepUp.mutate(proof === 'code' ? { code: typed.trim() } : { password: typed })
  }
  return (
    <form onSubmit={send} noValidate className="grid gap-3">
      <TextField
        label={proof === 'code' ? 'Code' : 'Password'}
        name={proof}
        type={proof === 'code' ? 'text' : 'password'}
        autoComplete={proof === 'code' ? 'one-time-code' : 'current-password'}
        value={typed}
        onChange={setTyped}
        inputRef={field}
        hint={proof === 'code' ? 'Six digits from your authenticator, or a recovery code.' : undefined}
        error={missing && !typed ? `Your ${proof} is needed.` : undefined}
      />
      {stepUp.error && <Note tone="refused">{wordsOf(stepUp.error).message}</Note>}
      <Button type="submit" variant="primary" busy={stepUp.isPending}>
        Confirm and go on
      </Button>
    </form>
  )
}

/** Somebody without a password here proves it where they have one, in a second window. */
function ByProvider() {
  return (
    <div className="grid gap-3">
      <a
        href={paths.provider({ next: paths.profile(), stepUp: true })}
        target="_blank"
        rel="noopener"
        className="inline-flex h-10 items-center justify-center rounded-field border border-line bg-surface px-4 text-sm font-medium hover:bg-hover"
      >
        Sign in again in a second window
      </a>
      <Button variant="primary" onClick={() => answerStepUp(true)}>
        I have confirmed: go on
      </Button>
    </div>
  )
}
