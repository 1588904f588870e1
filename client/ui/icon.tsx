import { cx } from './classes.ts'

const shapes = {
  search: 'M7 12.5a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM11 11l3.5 3.5',
  requests: 'M2 3.5h12M2 8h8.5M2 12.5h12',
  desk: 'M8 1.5v6M4.4 4.2a5.75 5.75 0 1 0 7.2 0',
  programmes: 'M3.5 1.75h6.25l2.75 2.75v9.75h-9zM9.5 2v2.75h2.75M5.75 8h4.5M5.75 10.75h4.5',
  outages: 'M1.5 8.5h3l2-5.5 3 10 2-4.5h3',
  runs: 'M4 2.5v11l9-5.5ZM14.5 3v10',
  promises: 'M2.5 4h11v9.5h-11zM2.5 6.75h11M5.25 2v3M10.75 2v3M5.75 10l1.5 1.5 3-3',
  journal: 'M3.5 1.75h9v12.5h-9zM6 1.75v12.5M8.25 5h2.25M8.25 7.5h2.25',
  oversight:
    'M1.5 8S4 3.75 8 3.75 14.5 8 14.5 8 12 12.25 8 12.25 1.5 8 1.5 8ZM8 9.75a1.75 1.75 0 1 0 0-3.5 1.75 1.75 0 0 0 0 3.5Z',
  check: 'm3 8.5 3.25 3.25L13 4.75',
  chevron: 'm6 3.5 4.5 4.5L6 12.5',
  keyboard: 'M1.5 4.5h13v7h-13zM4 7h.01M6.7 7h.01M9.3 7h.01M12 7h.01M5 9.25h6',
  leave: 'M6 2H3v12h3M10 5l3 3-3 3M13 8H6.5',
  cross: 'm4 4 8 8m0-8-8 8',
  phone: 'M4.5 1.5h7v13h-7zM7.25 12.25h1.5',
  person: 'M8 7.5a2.75 2.75 0 1 0 0-5.5 2.75 2.75 0 0 0 0 5.5ZM2.75 14a5.25 5.25 0 0 1 10.5 0',
} as const

export type IconName = keyof typeof shapes

/** Drawn here and not loaded: one line weight, the colour of the words beside it, never said to a screen reader. */
export function Icon({ name, className }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 16 16"
      className={cx('size-4 shrink-0', className)}
      fill="none"
      stroke="currentColor"
      strokeWidth="1.4"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={shapes[name]} />
    </svg>
  )
}

/** The mark of the desk. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" className={cx('shrink-0', className)} aria-hidden="true">
      <rect width="32" height="32" rx="8" className="fill-accent" />
      <path
        d="M8.5 22V10.5L16 18l7.5-7.5V22"
        fill="none"
        className="stroke-on-accent"
        strokeWidth="3"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
