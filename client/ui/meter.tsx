import { cx, solidTone, type Tone } from './classes.ts'

/** How much of a limit is used: `share` from 0 to 1. The numbers stand in words beside it. */
export function Meter({
  share,
  tone = 'accent',
  label,
  className,
}: {
  share: number
  tone?: Tone
  label: string
  className?: string
}) {
  const percent = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * 100)
  return (
    <div className={cx('h-1.5 overflow-hidden rounded-full bg-neutral-soft', className)}>
      <meter className="sr-only" aria-label={label} min={0} max={100} value={percent} />
      <div
        className={cx('h-full rounded-full transition-[width] duration-150', solidTone[tone])}
        style={{ width: `${percent}%` }}
      />
    </div>
  )
}
