import { useEffect } from 'react'
import { useLocation, useNavigate } from 'react-router'
import { setConnection } from '#client/connection.ts'
import { nextOf } from '#client/paths.ts'
import { Mark } from '#client/ui/icon.tsx'
import { useTitle } from '#client/ui/title.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SignInPicture } from './sign-in-picture.tsx'

export default function SignInPage() {
  useTitle('Sign in')
  const { search } = useLocation()
  const navigate = useNavigate()
  useEffect(() => setConnection({ signedOut: false }), [])
  return (
    <div className="grid min-h-full bg-surface lg:grid-cols-[minmax(26rem,5fr)_7fr]">
      <main className="flex flex-col justify-center px-6 py-10 sm:px-12">
        <div className="mx-auto w-full max-w-100">
          <div className="mb-8 flex items-center gap-3">
            <Mark className="size-9" />
            <span className="text-lg font-semibold tracking-tight">Makeright</span>
          </div>
          <h1 className="text-2xl font-semibold tracking-tight">Sign in to the desk</h1>
          <p className="mt-1 mb-6 text-muted">See what the outage did to each phone, and make it right.</p>
          <SignInForm onSignedIn={() => void navigate(nextOf(search), { replace: true })} />
        </div>
      </main>
      <SignInPicture />
    </div>
  )
}
