import type { ReactNode } from 'react'
import { cx, softTone, solidTone, type Tone } from './classes.ts'

type PillProps = { tone?: Tone; dot?: boolean; className?: string; title?: string; children: ReactNode }

/** A state in words; the colour only repeats it. */
export function Pill({ tone = 'neutral', dot = false, className, title, children }: PillProps) {
  return (
    <span
      title={title}
      className={cx(
        'inline-flex h-6.5 items-center gap-1.5 rounded-full px-2.5 text-xs proportional-nums font-medium whitespace-nowrap',
        softTone[tone],
        className,
      )}
    >
      {dot && <span aria-hidden="true" className={cx('size-1.5 shrink-0 rounded-full', solidTone[tone])} />}
      {children}
    </span>
  )
}
