import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'

const shortest = 12

/** A new password ends one's other sign-ins. The old one is asked for by the step-up, when it was not given just now. */
export function PasswordCard() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [password, setPassword] = useState('')
  const change = useMutation(
    trpc.signOn.changePassword.mutationOptions({
      onSuccess: () => {
        setPassword('')
        toast({ tone: 'given', title: 'Your password is changed.' })
      },
      onSettled: () => queries.invalidateQueries(trpc.signOn.mine.pathFilter()),
    }),
  )
  const isLongEnough = password.length >= shortest
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (isLongEnough && !change.isPending) change.mutate({ password })
  }
  return (
    <Card title="Password">
      <form onSubmit={send} noValidate className="grid max-w-md gap-3">
        <TextField
          label="New password"
          name="new-password"
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          hint={`At least ${shortest} characters. A sentence is easier to remember than a riddle.`}
        />
        {change.error && <Note tone="refused">{wordsOf(change.error).message}</Note>}
        <Button
          type="submit"
          className="justify-self-start"
          busy={change.isPending}
          disabledBecause={isLongEnough ? null : 'Type a new one first.'}
          reasonPlace="spoken"
        >
          Change it
        </Button>
      </form>
    </Card>
  )
}
