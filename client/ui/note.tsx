import type { ReactNode } from 'react'
import { cx, softTone, type Tone } from './classes.ts'

type NoteProps = {
  tone?: Tone
  title?: ReactNode
  action?: ReactNode
  /** "alert" interrupts the screen reader, "status" waits, "none" for what was there from the start. */
  live?: 'alert' | 'status' | 'none'
  className?: string
  children?: ReactNode
}

const marks: Record<Tone, string> = {
  neutral: 'M8 7.25v4M8 4.75v.01',
  accent: 'M8 7.25v4M8 4.75v.01',
  outage: 'M8 4.75v4M8 11.25v.01',
  refused: 'M5.75 5.75l4.5 4.5M10.25 5.75l-4.5 4.5',
  given: 'M5 8.25l2 2 4-4.25',
}

/** A sentence that helps: what is the matter and what to do next. */
export function Note({ tone = 'neutral', title, action, live, className, children }: NoteProps) {
  const says = live ?? (tone === 'refused' ? 'alert' : 'status')
  return (
    <div
      role={says === 'none' ? undefined : says}
      className={cx(
        'flex items-start gap-2.5 rounded-field px-3 py-2.5 text-[13px] leading-5',
        softTone[tone],
        className,
      )}
    >
      <svg
        viewBox="0 0 16 16"
        className="mt-0.5 size-4 shrink-0"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.5"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        <circle cx="8" cy="8" r="6.75" />
        <path d={marks[tone]} />
      </svg>
      <div className="min-w-0 flex-1">
        {title && <span className="font-semibold">{title}</span>}
        {title && children ? ' ' : null}
        {children}
      </div>
      {action && <div className="shrink-0">{action}</div>}
    </div>
  )
}
