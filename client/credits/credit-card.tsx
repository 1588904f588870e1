import type { ReactNode } from 'react'
import { Card } from '#client/ui/card.tsx'
import { day, dayLong } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import type { CreditState } from '#shared/credits/views.ts'
import { formatMoney } from '#shared/money.ts'
import { CreditSteps } from './credit-steps.tsx'

/** What was given automatically, where it is, and when it was promised; or why nothing was, and where to go instead. */
export function CreditCard({
  credit: state,
  working,
  children,
}: {
  credit: CreditState
  /** The way to how it was worked out. */
  working: ReactNode
  children?: ReactNode
}) {
  if (!state.given) return <NotGiven state={state} working={working} />
  const { credit } = state
  const failed = credit.billing === 'failed'
  return (
    <Card
      title="Automatic credit"
      aside={<Pill tone={failed ? 'refused' : 'given'}>{formatMoney(credit.amount)}</Pill>}
    >
      <p className="mb-3 text-[13px] text-muted">
        {credit.programme.title} v{credit.programme.version} · {credit.programme.wording}
      </p>
      <CreditSteps credit={credit} />
      {failed ? (
        <Note tone="refused" live="none" className="mt-3" title="Billing did not take it.">
          {credit.failedBecause ?? 'No reason was given.'} It was promised by {dayLong(credit.promisedBy)}.
        </Note>
      ) : (
        <p className="mt-2.5 text-xs text-muted">
          {credit.billing === 'applied'
            ? `On the bill of ${dayLong(credit.billOn)}, as promised by ${day(credit.promisedBy)}.`
            : `On the bill of ${dayLong(credit.billOn)}; promised by ${dayLong(credit.promisedBy)}.`}
        </p>
      )}
      {working}
      {credit.takenBack.minor !== '0' && (
        <Note
          tone="refused"
          live="none"
          className="mt-3"
          title={`${formatMoney(credit.takenBack)} taken back.`}
        >
          {credit.takenBackBy ? `By ${credit.takenBackBy}.` : 'With its whole run.'}
        </Note>
      )}
      {children}
    </Card>
  )
}

type NotGivenProps = { state: Extract<CreditState, { given: false }>; working: ReactNode }

function NotGiven({ state, working }: NotGivenProps) {
  return (
    <Card title="Automatic credit" aside={<Pill>none</Pill>}>
      <p className="font-medium">{state.because}</p>
      {state.route && (
        <p className="mt-2 border-l-2 border-accent pl-3 text-[13px] text-muted">
          <span className="font-medium text-ink">Instead: </span>
          {state.route}
        </p>
      )}
      {state.programme && (
        <p className="mt-2.5 text-xs text-muted">
          {state.programme.title} v{state.programme.version}
        </p>
      )}
      {state.programme && working}
    </Card>
  )
}
