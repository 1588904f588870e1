import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { dayClockZone } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { Desk } from '#shared/staff/views.ts'
import { stopWords } from './stop-words.ts'

const kinds = [
  { title: 'Manual credits', running: 'Agents give within their limits, supervisors decide requests.' },
  { title: 'Automatic credits', running: 'Runs pay what they planned, batch by batch.' },
] as const

/** What is stopped and what is running, each kind of credit by itself: whoever reads it must not take one for the other. */
export function StopList({ desk }: { desk: Desk }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const lift = useMutation(
    trpc.staff.lift.mutationOptions({
      onSuccess: (next, { switchId }) => {
        const lifted = desk.stops.find((stop) => stop.switchId === switchId)
        queries.setQueryData(trpc.staff.desk.queryKey(), next)
        // Its button goes with it; the focus must not be lost.
        document.getElementById('main')?.focus({ preventScroll: true })
        toast({
          tone: 'given',
          title: 'The stop is lifted.',
          detail: lifted && `It held back: ${stopWords(lifted.scope).what.toLowerCase()}.`,
        })
      },
    }),
  )
  return (
    <div className="grid gap-4">
      {kinds.map(({ title, running }, index) => {
        const stops = desk.stops.filter(({ scope }) => (scope === 'manual') === (index === 0))
        return (
          <Card
            key={title}
            title={title}
            aside={
              <Pill tone={stops.length > 0 ? 'refused' : 'given'} dot>
                {stops.length > 0 ? 'stopped' : 'running'}
              </Pill>
            }
          >
            {stops.length === 0 && <p className="text-muted">{running}</p>}
            <ul>
              {stops.map((stop) => (
                <li
                  key={stop.switchId}
                  className="flex items-start gap-4 border-b py-3 first:pt-0 last:border-0 last:pb-0"
                >
                  <div className="min-w-0 flex-1">
                    <p className="font-medium">“{stop.reason}”</p>
                    <p className="text-xs text-muted">
                      {stopWords(stop.scope).what} · {stop.by} · {dayClockZone(stop.at, desk.businessZone)}
                    </p>
                  </div>
                  <Button
                    size="small"
                    busy={lift.isPending && lift.variables.switchId === stop.switchId}
                    disabledBecause={desk.mayStop.ok ? null : desk.mayStop.because}
                    reasonPlace="spoken"
                    onClick={() => lift.mutate({ switchId: stop.switchId })}
                  >
                    Lift this stop
                  </Button>
                </li>
              ))}
            </ul>
          </Card>
        )
      })}
      {lift.error && <Note tone="refused">{wordsOf(lift.error).message}</Note>}
    </div>
  )
}
