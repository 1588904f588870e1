import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { clock, counted, dayIn } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { SessionView } from '#shared/staff/views.ts'
import { useDesk } from './use-desk.ts'

const howWords: Record<SessionView['how'], string> = {
  password: 'with a password',
  code: 'with a password and a code',
  recovery: 'with a recovery code',
  provider: 'with your provider',
}

/** Where one is signed in, newest first; what one does not know is ended with one click. */
export function SessionsCard({ sessions }: { sessions: readonly SessionView[] }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { businessZone } = useDesk()
  const done = () => queries.invalidateQueries(trpc.signOn.mine.pathFilter())
  const end = useMutation(trpc.signOn.endSession.mutationOptions({ onSettled: done }))
  const endAll = useMutation(
    trpc.signOn.endSessions.mutationOptions({
      onSettled: done,
      onSuccess: ({ ended }) =>
        toast({ tone: 'given', title: `Signed out in ${counted(ended, 'other place')}.` }),
    }),
  )
  const failed = end.error ?? endAll.error
  const others = sessions.filter(({ here }) => !here).length
  return (
    <Card
      title="Where you are signed in"
      aside={
        <Button
          size="small"
          busy={endAll.isPending}
          disabledBecause={others === 0 ? 'You are signed in only here.' : null}
          reasonPlace="spoken"
          onClick={() => endAll.mutate({})}
        >
          Sign out everywhere else
        </Button>
      }
    >
      {failed && <Note tone="refused">{wordsOf(failed).message}</Note>}
      <ul>
        {sessions.map((session) => (
          <li key={session.sessionId} className="flex items-center gap-4 border-b py-2.5 last:border-0">
            <div className="min-w-0 flex-1">
              <p className="flex items-center gap-2 font-medium">
                {session.browser ?? 'A browser'}
                {session.here && <Pill tone="given">here</Pill>}
              </p>
              <p className="text-xs text-muted">
                {session.address && `${session.address} · `}
                since {clock(session.signedInAt, businessZone)} on {dayIn(session.signedInAt, businessZone)},{' '}
                {howWords[session.how]} · last used {clock(session.lastSeenAt, businessZone)}
              </p>
            </div>
            {!session.here && (
              <Button
                size="small"
                busy={end.isPending && end.variables.sessionId === session.sessionId}
                onClick={() => end.mutate({ sessionId: session.sessionId })}
              >
                Sign out there
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
