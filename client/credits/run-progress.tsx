import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Meter } from '#client/ui/meter.tsx'
import type { RunPage } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import { number, timeLeft } from './run-words.ts'

/** How much, how far, how fast and how long still. While it is planned, the accounts looked at; afterwards, those paid. */
export function RunProgress({ run }: { run: RunPage }) {
  const { progress, state } = run
  const planning = state === 'planning'
  const share = planning
    ? progress.planned / Math.max(1, progress.batches)
    : progress.duePosted / Math.max(1, run.due)
  const back = run.kind === 'reversal'
  const done = planning
    ? `${number(progress.accountsPlanned)} accounts worked out`
    : `${number(run.credited)} of ${number(run.due)} ${back ? 'taken back' : 'credited'}`
  return (
    <Card title={planning ? 'Planning' : back ? 'Taken back' : 'Paid'}>
      <p className="text-[28px] leading-9 font-semibold tracking-tight">
        {planning ? `${Math.floor(share * 100)} %` : formatMoney(run.amount)}
        {!planning && (
          <span className="ml-2 text-sm font-normal text-muted">of {formatMoney(run.amountDue)}</span>
        )}
      </p>
      <Meter
        className="my-3"
        share={share}
        tone={state === 'finished' ? 'given' : 'accent'}
        label={planning ? 'Accounts worked out' : 'Due accounts done'}
      />
      <p role="status" className="flex flex-wrap justify-between gap-x-6 text-[13px]">
        <span>{done}</span>
        <span className="text-muted">
          {progress.rate !== null && `${number(progress.rate)} a second`}
          {progress.secondsLeft !== null && ` · ${timeLeft(progress.secondsLeft)} left`}
        </span>
      </p>
      <dl className="mt-4 grid grid-cols-2 gap-x-6 gap-y-1.5 text-[13px] sm:grid-cols-4">
        <Fact name="Accounts looked at" value={number(planning ? progress.accountsPlanned : run.looked)} />
        <Fact
          name="Batches"
          value={`${number(planning ? progress.planned : progress.posted)} of ${number(progress.batches)}`}
        />
        <Fact
          name="Canary"
          value={run.canary ? `${number(run.canary.credited)} of ${number(run.canary.accounts)}` : 'none'}
        />
        <Fact name="Budget left" value={run.budget ? formatMoney(run.budget.left) : 'no budget'} />
      </dl>
      {progress.leftOut > 0 && (
        <p className="mt-3 border-t pt-3 text-[13px]">
          {counted(progress.leftOut, 'account')} left out when it came to paying:{' '}
          {run.leftOut.map(({ because }) => because).join(' ')}
        </p>
      )}
      {run.planHash && (
        <p className="mt-3 border-t pt-3 text-xs text-muted">
          Plan <span className="font-mono break-all">{run.planHash.slice(0, 16)}…</span>; each batch has its
          root in the journal.
        </p>
      )}
    </Card>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt className="text-xs text-muted">{name}</dt>
      <dd className="font-medium">{value}</dd>
    </div>
  )
}
