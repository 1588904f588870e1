import { cx } from '#client/ui/classes.ts'
import { StripHours } from './outage-strip.tsx'
import { type StripScale, share, stripScale } from './strip-scale.ts'

export type WindowRow = {
  key: string
  name: string
  /** Whose word it is, or what they said besides. */
  remark: string
  startsAt: string | null
  endsAt: string | null
  words: string
  tone: 'in force' | 'proposed' | 'other'
}
const fills = { 'in force': 'fill-outage', proposed: 'fill-accent', other: 'fill-line-strong' }
const columns = 'grid grid-cols-[minmax(13rem,19rem)_minmax(0,1fr)_11.5rem] items-center gap-x-4'

/** Who says when it began and ended, one above the other; what counts is first. */
export function WindowChart({ rows, timeZone }: { rows: readonly WindowRow[]; timeZone: string }) {
  const times = rows
    .flatMap(({ startsAt, endsAt }) => [startsAt, endsAt])
    .flatMap((at) => (at === null ? [] : [Date.parse(at)]))
  const scale = stripScale(
    {
      startsAt: new Date(Math.min(...times)).toISOString(),
      endsAt: new Date(Math.max(...times)).toISOString(),
    },
    timeZone,
  )
  return (
    <>
      <div className={columns}>
        <span />
        <StripHours scale={scale} />
      </div>
      <ul className="mt-1 divide-y border-t">
        {rows.map((row) => (
          <li key={row.key} className={cx(columns, 'min-h-12 py-1.5')}>
            <div className="min-w-0">
              <p className={cx('text-[13px]', row.tone !== 'other' && 'font-semibold')}>{row.name}</p>
              {row.remark && <p className="text-xs leading-4 wrap-break-word text-muted">{row.remark}</p>}
            </div>
            <WindowBar scale={scale} row={row} />
            <p className="text-right text-[13px] text-muted">{row.words}</p>
          </li>
        ))}
      </ul>
    </>
  )
}

/** A bar from the beginning to the end; where only one of them was said, a mark. */
function WindowBar({ scale, row }: { scale: StripScale; row: WindowRow }) {
  const from = row.startsAt === null ? null : share(scale, Date.parse(row.startsAt))
  const to = row.endsAt === null ? null : share(scale, Date.parse(row.endsAt))
  const at = from ?? to
  const width = from !== null && to !== null ? to - from : 0
  return (
    <svg aria-hidden="true" className="block w-full overflow-hidden rounded" height={14}>
      <rect width="100%" height={14} className="fill-neutral-soft" />
      {at !== null && (
        <rect
          x={`${Math.min(at, 99)}%`}
          height={14}
          rx={2}
          style={{ width: `max(3px, ${width}%)` }}
          className={fills[row.tone]}
        />
      )}
    </svg>
  )
}
