import { cx } from '#client/ui/classes.ts'
import { day } from '#client/ui/format.ts'
import type { CreditView } from '#shared/credits/views.ts'
import type { BillingState } from '#shared/ledger/billing.ts'

type Step = {
  state: Exclude<BillingState, 'failed'>
  name: string
  on: string | null
  expected: string | null
}

/** Where the credit is on its way to the bill: four steps, each with its date, the present one marked. */
export function CreditSteps({ credit }: { credit: CreditView }) {
  const failed = credit.billing === 'failed'
  const steps: Step[] = [
    { state: 'scheduled', name: 'Scheduled', on: credit.scheduledOn, expected: null },
    { state: 'queued', name: 'Queued', on: credit.queuedOn, expected: null },
    { state: 'accepted', name: 'Accepted', on: credit.acceptedOn, expected: null },
    { state: 'applied', name: 'On the bill', on: credit.appliedOn, expected: credit.billOn },
  ]
  const last = steps.findLastIndex((step) => step.on !== null)
  return (
    <ol className="grid grid-cols-4" aria-label="State of the automatic credit">
      {steps.map((step, index) => {
        const stuck = failed && index === last + 1
        const done = index <= last && !stuck
        const present = index === last && !failed
        return (
          <li key={step.state} aria-current={present ? 'step' : undefined} className="relative pt-4.5">
            {index < steps.length - 1 && (
              <span
                aria-hidden="true"
                className={cx(
                  'absolute top-[5px] right-1 left-4 h-0.5',
                  index < last ? 'bg-given' : 'bg-line',
                )}
              />
            )}
            <span
              aria-hidden="true"
              className={cx(
                'absolute top-0 left-0 size-3 rounded-full border-2',
                stuck && 'border-refused bg-refused-soft',
                done &&
                  (present && index < 3
                    ? 'border-given bg-surface ring-3 ring-given-soft'
                    : 'border-given bg-given'),
                !done && !stuck && 'border-line-strong bg-surface',
              )}
            />
            <p
              className={cx(
                'text-[13px] leading-4.5',
                stuck ? 'font-semibold text-refused-ink' : done ? 'font-medium' : 'text-muted',
                present && 'font-semibold',
              )}
            >
              {stuck ? 'Failed' : step.name}
              <span className="sr-only">{stuck ? '' : done ? ', done' : ', not yet'}</span>
            </p>
            <p className="text-xs leading-4 text-muted">
              {stuck
                ? credit.failedOn && day(credit.failedOn)
                : step.on
                  ? day(step.on)
                  : step.expected && day(step.expected)}
            </p>
          </li>
        )
      })}
    </ol>
  )
}
