import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Mark } from '#client/ui/icon.tsx'
import { Note } from '#client/ui/note.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { Owed } from '#shared/staff/sign-on.ts'
import type { Desk } from '#shared/staff/views.ts'
import { NewPasswordForm } from './new-password-form.tsx'
import { RecoveryList } from './recovery-list.tsx'
import { SecondFactorSetUp } from './second-factor-set-up.tsx'
import { useSignOut } from './use-sign-out.ts'

type FirstStepsProps = {
  desk: Desk
  /** While codes are shown that are never shown again, this page stays whatever the desk answers meanwhile. */
  onHold: (held: boolean) => void
}

const titles: Record<Owed, string> = {
  password: 'Choose a password of your own',
  'second factor': 'Set up a second factor',
}

/** Each step begins at its title, for the keyboard and for whoever listens. */
const focused = (title: HTMLElement | null): void => title?.focus()

/** What somebody does before anything else: the server answers nothing else until then. */
export function FirstSteps({ desk, onHold }: FirstStepsProps) {
  const queries = useQueryClient()
  const out = useSignOut()
  const [codes, setCodes] = useState<string[] | null>(null)
  const { owes } = desk.signIn
  const title = codes ? 'Your recovery codes' : titles[owes ?? 'second factor']
  useTitle(title)
  return (
    <main className="mx-auto grid min-h-full w-full max-w-2xl content-center gap-6 px-6 py-10">
      <div className="flex items-center justify-between gap-4">
        <div className="flex items-center gap-3">
          <Mark className="size-9" />
          <span className="text-lg font-semibold tracking-tight">Makeright</span>
        </div>
        {!codes && (
          <Button size="small" variant="quiet" busy={out.isPending} onClick={() => out.mutate()}>
            Sign out
          </Button>
        )}
      </div>
      <div>
        <p className="text-[13px] font-medium text-muted">{desk.name}, one thing before you begin</p>
        <h1
          key={title}
          ref={focused}
          tabIndex={-1}
          className="mt-1 text-2xl font-semibold tracking-tight outline-none"
        >
          {title}
        </h1>
      </div>
      <div className="rounded-card border bg-surface p-5 shadow-card">
        {codes ? (
          <RecoveryList
            codes={codes}
            onDone={() => void queries.invalidateQueries().then(() => onHold(false))}
          />
        ) : owes === 'password' ? (
          <OwnPassword onChanged={() => void queries.invalidateQueries()} />
        ) : (
          <OwnFactor
            onConfirmed={(made) => {
              onHold(true)
              setCodes(made)
            }}
          />
        )}
      </div>
      {out.error && <Note tone="refused">Still signed in. {wordsOf(out.error).message}</Note>}
    </main>
  )
}

function OwnPassword({ onChanged }: { onChanged: () => void }) {
  return (
    <div className="grid gap-4">
      <p className="text-muted">
        The one that you signed in with was given to you, so somebody else knows it. It ends by itself.
      </p>
      <NewPasswordForm act="Take this one" prominent onChanged={onChanged} />
    </div>
  )
}

function OwnFactor({ onConfirmed }: { onConfirmed: (codes: string[]) => void }) {
  const trpc = useTRPC()
  const begin = useMutation(trpc.signOn.beginSecondFactor.mutationOptions())
  if (begin.data) return <SecondFactorSetUp begun={begin.data} onConfirmed={onConfirmed} />
  return (
    <div className="grid gap-4">
      <p className="text-muted">
        This desk asks for a code of your phone beside the password, so that a password that somebody saw
        opens nothing. You need an authenticator app, and two minutes.
      </p>
      {begin.error && <Note tone="refused">{wordsOf(begin.error).message}</Note>}
      <Button
        variant="primary"
        className="justify-self-start"
        busy={begin.isPending}
        onClick={() => begin.mutate()}
      >
        Set it up
      </Button>
    </div>
  )
}
