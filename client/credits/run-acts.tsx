import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextArea, TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { hasEnded } from '#shared/credits/run-states.ts'
import type { RunPage } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import type { Verdict } from '#shared/verdict.ts'
import { number } from './run-words.ts'
import { useRunActs } from './use-run-acts.ts'

const whyNot = (verdict: Verdict): string | null => (verdict.ok ? null : verdict.because)

/** What a manager may do with the run now; for everybody else the same buttons say why not. */
export function RunActs({ run }: { run: RunPage }) {
  const acts = useRunActs(run.runId)
  const { state, may } = run
  const pays = run.kind !== 'correction' || run.due > 0
  return (
    <Card title="What happens next">
      <div className="grid gap-3">
        {state === 'planning' && (
          <p className="text-[13px] text-muted">
            Every account is being worked out. Nobody is paid; the plan is shown when it is complete.
          </p>
        )}
        {run.kind === 'credit' && (state === 'planned' || state === 'checked') && (
          <PayActs run={run} acts={acts} />
        )}
        {run.kind !== 'credit' && state === 'planned' && (
          <>
            <p className="text-[13px]">
              {pays
                ? `${number(run.due)} accounts, ${formatMoney(run.amountDue)}. Another manager than ${run.startedBy ?? 'the desk'} approves it; then it begins at once.`
                : 'Nobody is under-credited: there is nothing to pay.'}
            </p>
            {run.preview.over && run.preview.over.accounts > 0 && (
              <p className="text-[13px]">
                {number(run.preview.over.accounts)} accounts have{' '}
                {formatMoney({ minor: run.preview.over.minor, currency: run.amountDue.currency })} too much.
                Taking that back is a run of its own.
              </p>
            )}
            {pays && (
              <Button
                variant="primary"
                busy={acts.busy}
                disabledBecause={whyNot(may.approve)}
                onClick={() => acts.approve()}
              >
                Approve and begin
              </Button>
            )}
          </>
        )}
        {state === 'paused' && (
          <Button
            variant="primary"
            busy={acts.busy}
            disabledBecause={whyNot(may.resume)}
            onClick={() => acts.resume()}
          >
            Resume
          </Button>
        )}
        {state === 'finished' && (
          <p className="text-[13px] text-muted">
            {run.because ?? `${number(run.credited)} accounts, ${formatMoney(run.amount)}. It is over.`}
          </p>
        )}
        <ReasonActs key={state} run={run} acts={acts} />
        {acts.refusal && <Note tone="refused">{acts.refusal}</Note>}
      </div>
    </Card>
  )
}

type Acts = ReturnType<typeof useRunActs>

function PayActs({ run, acts }: { run: RunPage; acts: Acts }) {
  const [accounts, setAccounts] = useState('100')
  const count = /^\d{1,7}$/.test(accounts) ? Number(accounts) : 0
  const rest = run.due - run.credited
  return (
    <>
      {run.state === 'planned' && (
        <>
          <TextField
            label="Canary: so many accounts first"
            value={accounts}
            onChange={setAccounts}
            error={count < 1 ? 'A whole number, at least 1.' : undefined}
            hint="They are paid for good. Look at them, then pay the rest."
          />
          <Button
            variant="primary"
            busy={acts.busy}
            disabledBecause={whyNot(run.may.canary) ?? (count < 1 ? 'Say how many.' : null)}
            onClick={() => acts.canary(count)}
          >
            Pay the first {count > 0 ? number(Math.min(count, run.due)) : ''}
          </Button>
        </>
      )}
      <Button
        variant={run.state === 'planned' ? 'secondary' : 'primary'}
        busy={acts.busy}
        disabledBecause={whyNot(run.may.rest)}
        onClick={() => acts.rest()}
      >
        {run.state === 'planned' ? `Pay all ${number(run.due)} at once` : `Pay the other ${number(rest)}`}
      </Button>
    </>
  )
}

/** Pausing, stopping and taking back each ask for a reason; it is written into the journal. */
function ReasonActs({ run, acts }: { run: RunPage; acts: Acts }) {
  const [because, setBecause] = useState('')
  const paying = run.state === 'running' || run.state === 'canary'
  const corrects = run.kind === 'correction'
  const over = hasEnded(run.state)
  const listed = run.preview.over === null || run.preview.over.accounts > 0
  const excess = corrects && listed && run.state !== 'planning' && run.excessTakenByRun === null
  const takesBack = over && run.kind !== 'reversal' && run.credited > 0
  if (over && !takesBack && !excess) return null
  const short = because.trim().length < 3 ? 'Say why first.' : null
  return (
    <div className="grid gap-3 border-t pt-3 first:border-0 first:pt-0">
      <TextArea
        label={over ? 'Why take it back' : 'Why pause or stop'}
        value={because}
        onChange={setBecause}
        rows={2}
      />
      <div className="flex flex-wrap gap-2">
        {paying && (
          <Button
            busy={acts.busy}
            disabledBecause={whyNot(run.may.pause) ?? short}
            reasonPlace="spoken"
            onClick={() => acts.pause(because.trim())}
          >
            Pause
          </Button>
        )}
        {excess && (
          <Button
            busy={acts.busy}
            disabledBecause={whyNot(run.may.excess) ?? short}
            onClick={() => acts.reverse(because.trim(), 'excess')}
          >
            Propose taking back what is too much
          </Button>
        )}
        {takesBack && (
          <Button
            variant="danger"
            busy={acts.busy}
            disabledBecause={whyNot(run.may.reverse) ?? short}
            onClick={() => acts.reverse(because.trim(), 'paid')}
          >
            {corrects ? 'Ask to take back what it paid' : 'Ask to take the run back'}
          </Button>
        )}
        {!over && (
          <Button
            variant="danger"
            busy={acts.busy}
            disabledBecause={whyNot(run.may.stop) ?? short}
            onClick={() => acts.stop(because.trim())}
          >
            Stop for good
          </Button>
        )}
      </div>
    </div>
  )
}
