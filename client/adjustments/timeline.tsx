import { useState } from 'react'
import { Card } from '#client/ui/card.tsx'
import { cx, solidTone, type Tone } from '#client/ui/classes.ts'
import { clockZone, day } from '#client/ui/format.ts'
import type { AdjustmentView, TimelineEntry } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { AdjustmentDetail } from './adjustment-detail.tsx'

type Props = {
  entries: TimelineEntry[]
  adjustments: AdjustmentView[]
  businessDate: string
  timeZone: string
}

const tones: Record<TimelineEntry['tone'], Tone> = {
  given: 'given',
  asked: 'accent',
  refused: 'refused',
  outage: 'outage',
  notice: 'neutral',
  neutral: 'neutral',
}

/** Everything that happened, newest first; notices stand exactly as sent. An entry about an adjustment opens in its place. */
export function Timeline({ entries, adjustments, businessDate, timeZone }: Props) {
  const [open, setOpen] = useState<string | null>(null)
  return (
    <Card title="Everything that happened">
      {entries.length === 0 && <p className="text-[13px] text-muted">Nothing yet on this account.</p>}
      <ol className="grid grid-cols-[4rem_0.5rem_minmax(0,1fr)_auto_auto_auto] gap-x-3 divide-y">
        {entries.map((entry) => {
          const adjustment = adjustments.find((each) => each.adjustmentId === entry.adjustmentId)
          const isOpen = open === entry.id
          return (
            <li key={entry.id} className="col-span-full grid grid-cols-subgrid">
              <Row
                entry={entry}
                when={entry.day === businessDate ? 'Today' : day(entry.day)}
                at={clockZone(entry.at, timeZone)}
                expanded={adjustment ? isOpen : null}
                onToggle={() => setOpen(isOpen ? null : entry.id)}
              />
              {adjustment && isOpen && (
                <div className="col-start-3 -col-end-1 mb-3 rounded-field border bg-sunken p-4">
                  <AdjustmentDetail adjustment={adjustment} />
                </div>
              )}
            </li>
          )
        })}
      </ol>
    </Card>
  )
}

type RowProps = {
  entry: TimelineEntry
  when: string
  at: string
  expanded: boolean | null
  onToggle: () => void
}

function Row({ entry, when, at, expanded, onToggle }: RowProps) {
  const content = (
    <>
      <time dateTime={entry.at} title={at} className="text-xs text-muted">
        {when}
      </time>
      <span aria-hidden="true" className={cx('size-2 rounded-full', solidTone[tones[entry.tone]])} />
      <span
        className={cx(
          'min-w-0 overflow-clip text-[13px] wrap-anywhere',
          entry.tone !== 'notice' && 'line-clamp-2',
        )}
      >
        <span className="font-medium">{entry.title}</span>
        {entry.detail && <span className="text-muted"> · {entry.detail}</span>}
      </span>
      <span className="text-right text-[13px] font-medium whitespace-nowrap">
        {entry.amount && formatMoney(entry.amount)}
      </span>
      <span className="max-w-28 truncate text-right text-xs text-muted">{entry.by}</span>
      {expanded === null ? (
        <span />
      ) : (
        <svg
          viewBox="0 0 16 16"
          aria-hidden="true"
          className={cx('size-4 text-muted transition-transform', expanded && 'rotate-180')}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        >
          <path d="M4.5 6.5 8 10l3.5-3.5" />
        </svg>
      )}
    </>
  )
  const look = 'col-span-full grid min-h-10 grid-cols-subgrid items-center py-2 text-left'
  if (expanded === null) return <div className={look}>{content}</div>
  return (
    <button
      type="button"
      aria-expanded={expanded}
      onClick={onToggle}
      className={cx(look, 'rounded-lg hover:bg-hover')}
    >
      {content}
    </button>
  )
}
