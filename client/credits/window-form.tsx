import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { changeWords } from '#client/outages/window-words.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea, TextField } from '#client/ui/field.tsx'
import { zoneName } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { OutagePage } from '#shared/credits/outage-views.ts'
import { readWindowTime, windowTimeText } from '#shared/outages/window-time.ts'

/** Another window, on whose word, and why: it is worked out for everybody, and nothing is changed by it. */
export function WindowForm({ outage }: { outage: OutagePage }) {
  const { outageId, window, timeZone, mayPropose } = outage
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [starts, setStarts] = useState(() => windowTimeText(window.startsAt, timeZone))
  const [ends, setEnds] = useState(() => windowTimeText(window.endsAt, timeZone))
  const [source, setSource] = useState('')
  const [because, setBecause] = useState('')
  const propose = useMutation(
    trpc.credits.proposeWindow.mutationOptions({
      onSuccess: () => {
        toast({ tone: 'given', title: 'It is being worked out. Nothing has changed.' })
        return queries.invalidateQueries(trpc.credits.pathFilter())
      },
    }),
  )
  const [from, to] = [readWindowTime(starts, timeZone), readWindowTime(ends, timeZone)]
  const backwards = from.ok && to.ok && !(to.instant > from.instant)
  const missing =
    !from.ok || !to.ok || backwards
      ? 'Say when it began and ended.'
      : source.trim().length < 3
        ? 'Say whose word it is.'
        : because.trim().length < 3
          ? 'Say why.'
          : null
  const zone = zoneName(timeZone, window.startsAt)
  return (
    <Card title="Another window">
      <div className="grid gap-3">
        <p className="text-[13px] text-muted">
          It is worked out who would be under- or over-credited. A second manager looks at it and puts it in
          force; then each correction is approved by itself.
        </p>
        <TextField
          label="Began"
          aside={zone}
          value={starts}
          onChange={setStarts}
          error={from.ok ? undefined : from.because}
        />
        <TextField
          label="Ended"
          aside={zone}
          value={ends}
          onChange={setEnds}
          error={to.ok ? (backwards ? 'It ends after it begins.' : undefined) : to.because}
          hint={
            from.ok && to.ok && !backwards
              ? changeWords(window, { startsAt: from.instant, endsAt: to.instant })
              : undefined
          }
        />
        <TextField label="Whose word it is" value={source} onChange={setSource} />
        <TextArea label="Why" value={because} onChange={setBecause} rows={2} />
        <Button
          variant="primary"
          busy={propose.isPending}
          disabledBecause={mayPropose.ok ? missing : mayPropose.because}
          onClick={() => {
            if (!from.ok || !to.ok) return
            propose.mutate({
              outageId,
              startsAt: from.instant,
              endsAt: to.instant,
              windowSource: source.trim(),
              because: because.trim(),
            })
          }}
        >
          Work out what it would do
        </Button>
        {propose.error && <Note tone="refused">{wordsOf(propose.error).message}</Note>}
      </div>
    </Card>
  )
}
