import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { envelopeOf, useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea } from '#client/ui/field.tsx'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { Desk } from '#shared/staff/views.ts'

const atLeast = 3

export function StopForm({ desk }: { desk: Desk }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [asked, setAsked] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const stop = useMutation(
    trpc.staff.stop.mutationOptions({
      onSuccess: (next, { scope }) => {
        queries.setQueryData(trpc.staff.desk.queryKey(), next)
        setReason('')
        setAsked(false)
        const what = scope === 'manual' ? 'Manual' : 'Automatic'
        toast({ tone: 'refused', title: `${what} credits are stopped.`, detail: 'Every desk says so now.' })
      },
    }),
  )
  const already = desk.stops.some((one) => one.scope === 'manual')
  const runsStopped = desk.stops.some((one) => one.scope === 'programmes')
  const because = desk.mayStop.ok
    ? already
      ? 'Manual credits are stopped already.'
      : null
    : desk.mayStop.because
  const short = reason.trim().length < atLeast
  const sendFor = (scope: 'manual' | 'programmes') => {
    if (stop.isPending) return
    setAsked(true)
    if (short) field.current?.focus()
    else stop.mutate({ scope, reason: reason.trim() })
  }
  const send = () => {
    if (!because) sendFor('manual')
  }
  useKeys({ 'Mod+Enter': send })
  const refusal = stop.error
    ? (envelopeOf(stop.error)?.fields?.[0]?.rule ?? wordsOf(stop.error).message)
    : null
  return (
    <Card title="Stop credits">
      <div className="grid gap-3">
        <TextArea
          label="Why"
          value={reason}
          onChange={setReason}
          inputRef={field}
          rows={3}
          readOnly={Boolean(because) && (runsStopped || !desk.mayStop.ok)}
          error={asked && short ? 'Say why: everybody at the desk will read it.' : undefined}
          hint="Everybody at the desk will read it."
        />
        {refusal && <Note tone="refused">{refusal}</Note>}
        <Button
          variant="danger"
          keys={['Mod+Enter']}
          busy={stop.isPending}
          disabledBecause={because}
          onClick={send}
        >
          Stop manual credits
        </Button>
        <Button
          busy={stop.isPending}
          disabledBecause={
            desk.mayStop.ok
              ? runsStopped
                ? 'Automatic credits are stopped already.'
                : null
              : desk.mayStop.because
          }
          reasonPlace="spoken"
          onClick={() => sendFor('programmes')}
        >
          Stop automatic credits
        </Button>
      </div>
    </Card>
  )
}
