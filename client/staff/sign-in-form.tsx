import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#client/api.ts'
import { setConnection } from '#client/connection.ts'
import type { Desk } from '#shared/staff/views.ts'
import { CodeForm } from './code-form.tsx'
import { PasswordForm } from './password-form.tsx'
import { ProviderSignIn } from './provider-sign-in.tsx'

type SignInFormProps = {
  onSignedIn: (desk: Desk) => void
  /** Who was signed in before. */
  first?: Desk | null
  /** Over a page the carrier's provider is asked in a second window, so that the page stays as it is. */
  overPage?: boolean
}

/** One form for the page and for the dialog over a page: a name and a password, then a code from whoever has one. */
export function SignInForm({ onSignedIn, first = null, overPage = false }: SignInFormProps) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [stage, setStage] = useState<'password' | 'code'>('password')
  const page = useQuery(
    trpc.staff.signInPage.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }),
  )
  const done = (desk: Desk) => {
    setConnection({ signedOut: false })
    queries.setQueryData(trpc.staff.desk.queryKey(), desk)
    onSignedIn(desk)
  }
  if (stage === 'code') return <CodeForm onSignedIn={done} onBack={() => setStage('password')} />
  return (
    <div className="grid grid-cols-1 gap-5">
      {page.data?.provider && (
        <ProviderSignIn name={page.data.provider} overPage={overPage} onSignedIn={done} />
      )}
      <PasswordForm
        demo={page.data?.demo ?? null}
        first={first}
        onAnswer={(answer) => ('codeNeeded' in answer ? setStage('code') : done(answer))}
      />
    </div>
  )
}
