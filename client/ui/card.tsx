import { type ReactNode, useId } from 'react'
import { cx } from './classes.ts'

type CardProps = {
  title?: ReactNode
  aside?: ReactNode
  tone?: 'plain' | 'accent' | 'outage' | 'refused'
  className?: string
  /** Without inner padding, for tables that run to the edge. */
  flush?: boolean
  children: ReactNode
}

const edge = {
  plain: 'border-line',
  accent: 'border-accent',
  outage: 'border-outage',
  refused: 'border-refused',
}

/** One question per card, answered in its first line. */
export function Card({ title, aside, tone = 'plain', className, flush = false, children }: CardProps) {
  const headingId = useId()
  return (
    <section
      aria-labelledby={title ? headingId : undefined}
      className={cx('rounded-card border bg-surface shadow-card', edge[tone], !flush && 'p-4', className)}
    >
      {(title || aside) && (
        <header className={cx('mb-3 flex min-h-6 items-center justify-between gap-3', flush && 'px-4 pt-4')}>
          {title && (
            <h2 id={headingId} className="text-[13px] font-semibold text-muted">
              {title}
            </h2>
          )}
          {aside && <div className="ml-auto text-xs text-muted">{aside}</div>}
        </header>
      )}
      {children}
    </section>
  )
}
