import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { cx } from '#client/ui/classes.ts'
import { accountNumber, counted } from '#client/ui/format.ts'
import { Meter } from '#client/ui/meter.tsx'
import { mustVerify } from '#shared/contacts/permissions.ts'
import type { CorrectionView } from '#shared/credits/outage-views.ts'
import { formatMoney } from '#shared/money.ts'
import { number } from './run-words.ts'

type Props = { correction: CorrectionView; outageId: string }

/** What a proposed window would change in what one programme gave: how many, how much, and ten of each to look at. */
export function CorrectionShown({ correction, outageId }: Props) {
  const { runId, state, programme, batches, planned, looked, under, over } = correction
  const same = looked - under.accounts - over.accounts
  return (
    <section aria-label={programme.title} className="grid gap-2">
      <p className="flex flex-wrap items-baseline justify-between gap-x-3 text-[13px]">
        <span className="font-medium">
          {programme.title} v{programme.version}
        </span>
        <Link to={paths.run(runId)} className="text-accent-ink underline">
          Run {runId}
        </Link>
      </p>
      {state === 'planning' ? (
        <div role="status">
          <p className="mb-1.5 text-[13px] text-muted">Every account is being worked out.</p>
          <Meter share={batches === 0 ? 0 : planned / batches} label="Accounts worked out" />
        </div>
      ) : state === 'stopped' ? (
        <p className="text-[13px] text-muted">This run was stopped: propose the window again.</p>
      ) : (
        <>
          <div className="grid gap-3 sm:grid-cols-2">
            <Changed title="Under-credited" tone="given" {...under} outageId={outageId} />
            <Changed title="Over-credited" tone="refused" {...over} outageId={outageId} />
          </div>
          <p className="text-xs text-muted">
            Nothing changes for {same === looked ? 'any of ' : 'the other '}
            {number(same)} accounts.
          </p>
        </>
      )}
    </section>
  )
}

function Changed({
  title,
  tone,
  accounts,
  amount,
  sample,
  outageId,
}: CorrectionView['under'] & { title: string; tone: 'given' | 'refused'; outageId: string }) {
  const hidden = mustVerify(useDesk())
  return (
    <div className="rounded-field border">
      <div className="flex items-baseline justify-between gap-3 px-3 py-2">
        <span className="text-[13px] text-muted">{title}</span>
        <span className="text-right">
          <span
            className={cx(
              'font-semibold',
              accounts === 0 ? 'text-muted' : tone === 'given' ? 'text-given-ink' : 'text-refused-ink',
            )}
          >
            {formatMoney(amount)}
          </span>
          <span className="ml-2 text-xs text-muted">{counted(accounts, 'account')}</span>
        </span>
      </div>
      {accounts > 0 && hidden && (
        <p className="border-t px-3 py-2 text-xs text-muted">
          Which accounts they are is for those who decide.
        </p>
      )}
      {sample.length > 0 && (
        <ul aria-label={`${title}, a sample`}>
          {sample.map((each) => (
            <li
              key={each.accountId}
              className="flex h-8 items-center justify-between gap-3 border-t px-3 text-[13px]"
            >
              <Link
                to={paths.account(each.accountId, outageId)}
                className="text-accent-ink tabular-nums hover:underline"
              >
                {accountNumber(each.accountId)}
              </Link>
              <span className="min-w-0 flex-1 truncate text-xs text-muted">
                {each.type.replace('_', ' ')}
              </span>
              <span>{formatMoney({ minor: each.minor, currency: amount.currency })}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
