import { useEffect, useState } from 'react'
import { useTRPCClient } from '#client/api.ts'
import { nextOf, paths } from '#client/paths.ts'
import { Note } from '#client/ui/note.tsx'
import type { Desk } from '#shared/staff/views.ts'

type ProviderSignInProps = { name: string; overPage: boolean; onSignedIn: (desk: Desk) => void }

const lookedEvery = 2_000
const look =
  'inline-flex h-10 w-full items-center justify-center rounded-field border border-line bg-surface px-4 text-sm font-medium hover:bg-hover'

/**
 * The way to the carrier's own sign-in. It is a link and not a call: the browser goes there and comes back. Over a page it
 * goes in a second window, and the page goes on as soon as somebody is signed in.
 */
export function ProviderSignIn({ name, overPage, onSignedIn }: ProviderSignInProps) {
  const client = useTRPCClient()
  const [away, setAway] = useState(false)
  useEffect(() => {
    if (!away) return
    const timer = setInterval(() => void client.staff.desk.query().then(onSignedIn, () => {}), lookedEvery)
    return () => clearInterval(timer)
  }, [away, client, onSignedIn])
  return (
    <div className="grid gap-3">
      <a
        href={paths.provider({ next: overPage ? paths.profile() : nextOf(location.search) })}
        className={look}
        {...(overPage ? { target: '_blank', rel: 'noopener', onClick: () => setAway(true) } : {})}
      >
        Sign in with {name}
      </a>
      {away && (
        <Note live="status">Sign in in the other window and come back: this page goes on by itself.</Note>
      )}
      <p className="text-center text-xs text-faint">or with a password of this desk</p>
    </div>
  )
}
