import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '#client/api.ts'
import { changeWords, windowWords } from '#client/outages/window-words.ts'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea } from '#client/ui/field.tsx'
import { Meter } from '#client/ui/meter.tsx'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { OutagePage, ProposalView } from '#shared/credits/outage-views.ts'
import { CorrectionShown } from './correction-shown.tsx'
import { number } from './run-words.ts'

/** A window that waits for a second manager: who proposed it and why, what it would do, and the decision. */
export function WindowProposal({ outage, proposal }: { outage: OutagePage; proposal: ProposalView }) {
  const { window, timeZone, outageId } = outage
  const { corrections } = proposal
  return (
    <Card tone="accent" title="The proposed window" aside={`by ${proposal.proposedBy}`}>
      <div className="grid gap-4">
        <div>
          <p className="text-base font-semibold">
            {windowWords(proposal.window, timeZone)}{' '}
            <span className="text-[13px] font-normal text-muted">
              {changeWords(window, proposal.window)}
              {changeWords(window, proposal.window) === 'the same window' ? '' : ' than what is in force'}
            </span>
          </p>
          <p className="mt-0.5 text-[13px] text-muted">
            {proposal.window.source} · “{proposal.reason}”
          </p>
        </div>
        {corrections.length === 0 ? (
          <Note live="none">
            No programme has credited this outage by a run, so nobody would be under- or over-credited. What
            each line lost would be measured in this window.
          </Note>
        ) : (
          corrections.map((each) => (
            <CorrectionShown key={each.runId} correction={each} outageId={outageId} />
          ))
        )}
        <ProposalActs proposal={proposal} />
      </div>
    </Card>
  )
}

function ProposalActs({ proposal }: { proposal: ProposalView }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const [because, setBecause] = useState('')
  const { adjudicationId, may, own, measuring } = proposal
  const done = (title: string) => ({
    onSuccess: () => {
      toast({ tone: 'given', title })
      return queries.invalidateQueries()
    },
  })
  const agree = useMutation(
    trpc.credits.putWindowInForce.mutationOptions(
      done('Agreed: it is in force when every line is measured.'),
    ),
  )
  const drop = useMutation(
    trpc.credits.dropWindow.mutationOptions(done(own ? 'It is withdrawn.' : 'It is turned down.')),
  )
  const failed = agree.error ?? drop.error
  const busy = agree.isPending || drop.isPending
  const short = because.trim().length < 3 ? 'Say why first.' : null
  return (
    <div className="grid gap-3 border-t pt-4">
      <div className="grid items-start gap-3 sm:grid-cols-2">
        {measuring ? (
          <Measuring {...measuring} />
        ) : (
          <div className="grid gap-1.5">
            <Button
              variant="primary"
              busy={agree.isPending}
              disabledBecause={may.putInForce.ok ? null : may.putInForce.because}
              onClick={() => !busy && agree.mutate({ adjudicationId })}
            >
              Put it in force
            </Button>
            <p className="text-xs text-muted">
              Every line is measured anew. No money moves by it: each run above is approved by itself.
            </p>
          </div>
        )}
        <div className="grid gap-2">
          <TextArea
            label={own ? 'Why withdraw it' : 'Why turn it down'}
            value={because}
            onChange={setBecause}
            rows={2}
          />
          <Button
            busy={drop.isPending}
            disabledBecause={may.drop.ok ? short : may.drop.because}
            onClick={() => !busy && drop.mutate({ adjudicationId, because: because.trim() })}
          >
            {own ? 'Withdraw it' : 'Turn it down'}
          </Button>
        </div>
      </div>
      {failed && <Note tone="refused">{wordsOf(failed).message}</Note>}
    </div>
  )
}

/** Between the second manager's word and the window in force: the desk measures, and the window of before counts. */
function Measuring({ agreedBy, total, done }: NonNullable<ProposalView['measuring']>) {
  return (
    <div role="status" className="grid gap-1.5">
      <p className="text-[13px] font-medium">{agreedBy} agreed. It is being put in force.</p>
      <Meter share={total === 0 ? 0 : done / total} label="Accounts measured" />
      <p className="text-xs text-muted">
        {number(done)} of {number(total)} accounts are measured. Until all of them are, the window of before
        counts.
      </p>
    </div>
  )
}
