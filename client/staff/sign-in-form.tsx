import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useRef, useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { setConnection } from '#client/connection.ts'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import type { Desk } from '#shared/staff/views.ts'
import { DemoPeople } from './demo-people.tsx'

/** One form for the page and for the dialog over a page. The answer to a wrong name and to a wrong password is one. */
export function SignInForm({
  onSignedIn,
  first = null,
}: {
  onSignedIn: (desk: Desk) => void
  first?: string | null
}) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [username, setUsername] = useState('')
  const [password, setPassword] = useState('')
  const [missing, setMissing] = useState(false)
  const submit = useRef<HTMLButtonElement>(null)
  const name = useRef<HTMLInputElement>(null)
  const secret = useRef<HTMLInputElement>(null)
  const page = useQuery(
    trpc.staff.signInPage.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const signIn = useMutation(
    trpc.staff.signIn.mutationOptions({
      onSuccess: (desk) => {
        setConnection({ signedOut: false })
        queries.setQueryData(trpc.staff.desk.queryKey(), desk)
        onSignedIn(desk)
      },
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
    <div className="grid grid-cols-1 gap-5">
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
      {page.data?.demo && (
        <DemoPeople
          people={page.data.demo.people}
          chosen={username}
          first={first}
          onChoose={(person) => {
            setUsername(person.username)
            setPassword(page.data.demo?.password ?? '')
            setMissing(false)
            signIn.reset()
            submit.current?.focus()
          }}
        />
      )}
    </div>
  )
}
