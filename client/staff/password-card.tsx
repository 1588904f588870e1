import { useQueryClient } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { Card } from '#client/ui/card.tsx'
import { toast } from '#client/ui/toast.tsx'
import { NewPasswordForm } from './new-password-form.tsx'

/** A new password ends one's other sign-ins. The old one is asked for by the step-up, when it was not given just now. */
export function PasswordCard() {
  const trpc = useTRPC()
  const queries = useQueryClient()
  return (
    <Card title="Password">
      <NewPasswordForm
        act="Change it"
        onChanged={() => {
          toast({ tone: 'given', title: 'Your password is changed.' })
          void queries.invalidateQueries(trpc.signOn.mine.pathFilter())
        }}
      />
    </Card>
  )
}
