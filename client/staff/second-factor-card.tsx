import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { counted, dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import type { OwnSignIn } from '#shared/staff/views.ts'
import { RecoveryList } from './recovery-list.tsx'
import { SecondFactorSetUp } from './second-factor-set-up.tsx'
import { useDesk } from './use-desk.ts'

const few = 3

/** A code of one's phone beside the password: set up, new recovery codes, taken away. */
export function SecondFactorCard({ factor }: { factor: OwnSignIn['secondFactor'] }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { businessZone, demo } = useDesk()
  const [codes, setCodes] = useState<string[] | null>(null)
  const refresh = () => {
    void queries.invalidateQueries(trpc.signOn.mine.pathFilter())
    void queries.invalidateQueries(trpc.staff.desk.pathFilter())
  }
  const begin = useMutation(trpc.signOn.beginSecondFactor.mutationOptions())
  const fresh = useMutation(
    trpc.signOn.newRecoveryCodes.mutationOptions({
      onSuccess: (made) => setCodes(made.codes),
      onSettled: refresh,
    }),
  )
  const remove = useMutation(trpc.signOn.removeSecondFactor.mutationOptions({ onSettled: refresh }))
  const failed = begin.error ?? fresh.error ?? remove.error
  return (
    <Card title="Second factor">
      <div className="grid gap-3">
        {failed && <Note tone="refused">{wordsOf(failed).message}</Note>}
        {codes && <RecoveryList codes={codes} onDone={() => setCodes(null)} />}
        {!codes && factor && (
          <>
            <p>
              Set up on {dayIn(factor.since, businessZone)}. Each sign-in asks for a code from your
              authenticator.
            </p>
            <Note tone={factor.recoveryCodesLeft < few ? 'outage' : 'neutral'} live="none">
              {counted(factor.recoveryCodesLeft, 'recovery code')} left
              {factor.recoveryCodesLeft < few && '. Make new ones before you need them.'}
            </Note>
            <div className="flex flex-wrap gap-3">
              <Button busy={fresh.isPending} onClick={() => fresh.mutate({ madeAt: factor.codesMadeAt })}>
                New recovery codes
              </Button>
              <Button variant="danger" busy={remove.isPending} onClick={() => remove.mutate()}>
                {demo ? 'Take it away' : 'Set up another phone'}
              </Button>
            </div>
          </>
        )}
        {!codes && !factor && begin.data && (
          <SecondFactorSetUp
            begun={begin.data}
            onConfirmed={(made) => {
              begin.reset()
              setCodes(made)
              refresh()
            }}
          />
        )}
        {!codes && !factor && !begin.data && (
          <>
            <p className="text-muted">
              None yet: your password alone signs you in. With an authenticator on your phone a password that
              somebody saw opens nothing.{demo && ' Outside a demo everybody has one.'}
            </p>
            <Button
              variant="primary"
              className="justify-self-start"
              busy={begin.isPending}
              onClick={() => begin.mutate()}
            >
              Set it up
            </Button>
          </>
        )}
      </div>
    </Card>
  )
}
