import { cx } from '#client/ui/classes.ts'
import { counted } from '#client/ui/format.ts'
import type { RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney, type MoneyView } from '#shared/money.ts'

/** What others in the same case got, and where this request lies beside it. */
export function OthersScale({ page }: { page: RequestPage }) {
  const { others, adjustment } = page
  if (!others || others.count === 0) {
    return <p className="text-[13px] text-muted">Nobody in a like case has been given more yet.</p>
  }
  // A place on a scale and not money: nothing is added, rounded or sent.
  const minor = (amount: MoneyView) => Number(amount.minor)
  const end = Math.max(minor(others.highest), minor(adjustment.requested), 1) * 1.06
  const place = (amount: MoneyView) => ({ left: `${(minor(amount) / end) * 100}%` })
  return (
    <div>
      <p className="flex flex-wrap justify-between gap-x-3 text-[13px]">
        <span className="text-muted">Others in this case</span>
        <span className="font-medium">
          median {formatMoney(others.median)} · highest {formatMoney(others.highest)} ·{' '}
          {counted(others.count, 'account')}
        </span>
      </p>
      <div aria-hidden="true" className="relative mt-2 h-7 text-[11px] leading-4 text-muted">
        <div className="absolute inset-x-0 top-1.5 h-px bg-line-strong" />
        <div
          className="absolute top-[3px] left-0 h-1.5 rounded-full bg-neutral-soft"
          style={{ width: place(others.highest).left }}
        />
        <Mark at={place(others.median)} look="bg-line-strong" />
        <Mark at={place(others.highest)} look="border border-line-strong bg-surface" />
        <Mark at={place(adjustment.requested)} look="size-3 bg-accent" />
        <span className="absolute top-3.5 left-0">$0</span>
        <span
          className="absolute top-3.5 -translate-x-1/2 font-medium text-accent-ink"
          style={place(adjustment.requested)}
        >
          asked
        </span>
      </div>
    </div>
  )
}

const Mark = ({ at, look }: { at: { left: string }; look: string }) => (
  <span
    className={cx('absolute top-1.5 size-2 -translate-x-1/2 -translate-y-1/2 rounded-full', look)}
    style={at}
  />
)
