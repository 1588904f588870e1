import { useMutation } from '@tanstack/react-query'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { CodeNeeded, Desk, SignInPage } from '#shared/staff/views.ts'
import { DemoPeople } from './demo-people.tsx'

type PasswordFormProps = {
  demo: SignInPage['demo']
  first: Desk | null
  onAnswer: (answer: Desk | CodeNeeded) => void
}

/** The answer to a wrong name and to a wrong password is one. */
export function PasswordForm({ demo, first, onAnswer }: PasswordFormProps) {
  const trpc = useTRPC()
  const [username, setUsername] = useState(first?.signIn.username ?? '')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const submit = useRef<HTMLButtonElement>(null)
  const name = useRef<HTMLInputElement>(null)
  const secret = useRef<HTMLInputElement>(null)
  // Over a page it is known who signs in again: only the password is left to type.
  const isKnown = useRef(username !== '')
  useEffect(() => {
    if (isKnown.current) secret.current?.focus()
  }, [])
  const signIn = useMutation(
    trpc.staff.signIn.mutationOptions({
      onSuccess: onAnswer,
      onError: () => {
        setPassword('')
        secret.current?.focus()
      },
    }),
  )
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (signIn.isPending) return
    const incomplete = !username.trim() || !password
    setMissing(incomplete)
    if (!incomplete) signIn.mutate({ username: username.trim(), password })
    else (username.trim() ? secret : name).current?.focus()
  }
  return (
    <>
      <form onSubmit={send} noValidate className="grid gap-3">
        <TextField
          label="Username"
          name="username"
          autoComplete="username"
          value={username}
          onChange={setUsername}
          inputRef={name}
          error={missing && !username.trim() ? 'Your username is needed.' : undefined}
        />
        <TextField
          label="Password"
          name="password"
          type="password"
          autoComplete="current-password"
          value={password}
          onChange={setPassword}
          inputRef={secret}
          error={missing && !password ? 'Your password is needed.' : undefined}
        />
        {signIn.error && <Note tone="refused">{wordsOf(signIn.error).message}</Note>}
        <Button ref={submit} type="submit" variant="primary" busy={signIn.isPending}>
          Sign in
        </Button>
      </form>
      {demo && (
        <DemoPeople
          people={demo.people}
          chosen={username}
          first={first?.name ?? null}
          onChoose={(person) => {
            setUsername(person.username)
            setPassword(demo.password)
            setMissing(false)
            signIn.reset()
            submit.current?.focus()
          }}
        />
      )}
    </>
  )
}
