import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { shortestPassword } from '#shared/staff/password-problem.ts'

type NewPasswordFormProps = { act: string; prominent?: boolean; onChanged: () => void }

/** The server says what is wrong with a password: a list of a million is not for a browser. */
export function NewPasswordForm({ act, prominent = false, onChanged }: NewPasswordFormProps) {
  const trpc = useTRPC()
  const [password, setPassword] = useState('')
  const change = useMutation(
    trpc.signOn.changePassword.mutationOptions({
      onSuccess: () => {
        setPassword('')
        onChanged()
      },
    }),
  )
  const isLongEnough = password.length >= shortestPassword
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (isLongEnough && !change.isPending) change.mutate({ password })
  }
  return (
    <form onSubmit={send} noValidate className="grid max-w-md gap-3">
      <TextField
        label="New password"
        name="new-password"
        type="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
        hint={`At least ${shortestPassword} characters. A sentence is easier to remember than a riddle.`}
      />
      {change.error && <Note tone="refused">{wordsOf(change.error).message}</Note>}
      <Button
        type="submit"
        variant={prominent ? 'primary' : 'secondary'}
        className="justify-self-start"
        busy={change.isPending}
        disabledBecause={isLongEnough ? null : 'Type a new one first.'}
        reasonPlace="spoken"
      >
        {act}
      </Button>
    </form>
  )
}
