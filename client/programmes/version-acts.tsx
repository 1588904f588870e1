import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { ProgrammePageView, VersionPageView } from '#shared/programmes/views.ts'

const shortestReason = 3

/** What may be done with a version now, by this person; what may not says why. */
export function VersionActs({ version }: { version: VersionPageView }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const { programmeId, may, state, problems } = version
  const done = (title: string) => ({
    onSuccess: (next: ProgrammePageView) => {
      queries.setQueryData(trpc.programmes.page.queryKey({ programmeId }), next)
      void queries.invalidateQueries(trpc.programmes.list.pathFilter())
      setReason('')
      toast({ tone: 'given', title })
    },
  })
  const submit = useMutation(trpc.programmes.submit.mutationOptions(done('It waits for a second manager.')))
  const publish = useMutation(trpc.programmes.publish.mutationOptions(done('It is in force.')))
  const back = useMutation(trpc.programmes.return.mutationOptions(done('It is a draft again.')))
  const withdraw = useMutation(trpc.programmes.withdraw.mutationOptions(done('It is withdrawn.')))
  const key = { programmeId, version: version.version }
  const seen = { ...key, revision: version.revision }
  const errors = problems.filter(({ level }) => level === 'error').length
  const wordless = reason.trim().length < shortestReason ? 'Say why first.' : null
  const failed = submit.error ?? publish.error ?? back.error ?? withdraw.error
  const busy = submit.isPending || publish.isPending || back.isPending || withdraw.isPending
  if (state === 'superseded' || state === 'withdrawn') return null
  return (
    <Card title="What comes next">
      <div className="grid gap-3">
        {state === 'draft' && (
          <Button
            variant="primary"
            busy={submit.isPending}
            disabledBecause={
              may.submit.ok
                ? errors > 0
                  ? 'Mend the problems of the document first.'
                  : null
                : may.submit.because
            }
            onClick={() => !busy && submit.mutate(seen)}
          >
            Hand it to a second manager
          </Button>
        )}
        {state === 'submitted' && (
          <Button
            variant="primary"
            busy={publish.isPending}
            disabledBecause={may.publish.ok ? null : may.publish.because}
            onClick={() => !busy && publish.mutate(seen)}
          >
            Put it in force
          </Button>
        )}
        <TextArea
          label="Why"
          value={reason}
          onChange={setReason}
          rows={2}
          hint="Needed to send it back or to withdraw it."
        />
        <div className="flex flex-wrap gap-3">
          {state === 'submitted' && (
            <Button
              busy={back.isPending}
              disabledBecause={may.return.ok ? wordless : may.return.because}
              onClick={() => !busy && back.mutate({ ...key, reason: reason.trim() })}
            >
              Send it back
            </Button>
          )}
          <Button
            variant="danger"
            busy={withdraw.isPending}
            disabledBecause={may.withdraw.ok ? wordless : may.withdraw.because}
            onClick={() => !busy && withdraw.mutate({ ...key, reason: reason.trim() })}
          >
            Withdraw it
          </Button>
        </div>
        {failed && <Note tone="refused">{wordsOf(failed).message}</Note>}
      </div>
    </Card>
  )
}
