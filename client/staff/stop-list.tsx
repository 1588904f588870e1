import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { dayClockZone } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { Desk } from '#shared/staff/views.ts'

export function StopList({ desk }: { desk: Desk }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const lift = useMutation(
    trpc.staff.lift.mutationOptions({
      onSuccess: (next) => {
        queries.setQueryData(trpc.staff.desk.queryKey(), next)
        // Its button goes with it; the focus must not be lost.
        document.getElementById('main')?.focus({ preventScroll: true })
        toast({ tone: 'given', title: 'The stop is lifted.', detail: 'Manual credits can be given again.' })
      },
    }),
  )
  const stopped = desk.stops.length > 0
  return (
    <Card
      title="Manual credits"
      aside={
        <Pill tone={stopped ? 'refused' : 'given'} dot>
          {stopped ? 'stopped' : 'running'}
        </Pill>
      }
    >
      {!stopped && (
        <p className="text-muted">
          Nothing is stopped. Agents give within their limits, supervisors decide requests.
        </p>
      )}
      <ul>
        {desk.stops.map((stop) => (
          <li
            key={stop.switchId}
            className="flex items-start gap-4 border-b py-3 first:pt-0 last:border-0 last:pb-0"
          >
            <div className="min-w-0 flex-1">
              <p className="font-medium">“{stop.reason}”</p>
              <p className="text-xs text-muted">
                {scopeWords(stop.scope)} · {stop.by} · {dayClockZone(stop.at, desk.businessZone)}
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
      {lift.error && (
        <Note tone="refused" className="mt-3">
          {wordsOf(lift.error).message}
        </Note>
      )}
    </Card>
  )
}

const scopeWords = (scope: string): string =>
  scope === 'manual' ? 'manual credits' : scope === 'programmes' ? 'automatic credits' : scope
