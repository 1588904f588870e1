import { useQueryClient } from '@tanstack/react-query'
import { paths } from '#client/paths.ts'
import { Dialog } from '#client/ui/dialog.tsx'
import type { Desk } from '#shared/staff/views.ts'
import { SignInForm } from './sign-in-form.tsx'

/** Over the page and not instead of it: what was typed stays where it is and goes on from there. */
export function SignInAgain({ desk, onSignedIn }: { desk: Desk; onSignedIn: () => void }) {
  const queries = useQueryClient()
  const go = (next: Desk) => {
    if (next.staffId === desk.staffId) return onSignedIn()
    // Somebody else: nothing of the person before may stay in this page.
    queries.clear()
    location.assign(paths.home())
  }
  return (
    <Dialog
      open
      onClose={() => {}}
      closable={false}
      title="Sign in to go on"
      description={`Your sign-in has ended, ${desk.name}. What you typed is still here; nothing was posted without you.`}
    >
      <SignInForm onSignedIn={go} first={desk} overPage />
    </Dialog>
  )
}
