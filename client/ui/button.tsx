import { type ComponentProps, type MouseEvent, useId } from 'react'
import { cx } from './classes.ts'
import { ariaKeys, Kbd } from './kbd.tsx'

type Variant = 'primary' | 'secondary' | 'danger' | 'quiet'

export type ButtonProps = Omit<ComponentProps<'button'>, 'disabled'> & {
  variant?: Variant
  size?: 'small' | 'normal'
  busy?: boolean
  /** The sentence that says why not. The button stays reachable by keyboard and reads the sentence out. */
  disabledBecause?: string | null
  /** Where that sentence stands: under the button, or nowhere to be seen because the page says it already. */
  reasonPlace?: 'below' | 'spoken'
  keys?: string[]
}

const looks: Record<Variant, string> = {
  primary: 'bg-accent text-on-accent border-transparent hover:bg-accent-strong font-semibold',
  secondary: 'bg-surface text-ink border-line hover:bg-hover font-medium',
  danger: 'bg-refused text-on-refused border-transparent hover:brightness-110 font-semibold',
  quiet: 'bg-transparent text-accent-ink border-transparent hover:bg-hover font-medium',
}
const off = 'bg-neutral-soft text-faint border-transparent font-medium cursor-not-allowed'

export function Button({
  variant = 'secondary',
  size = 'normal',
  busy = false,
  disabledBecause,
  reasonPlace = 'below',
  keys,
  className,
  children,
  onClick,
  type = 'button',
  ...rest
}: ButtonProps) {
  const reasonId = useId()
  const stopped = Boolean(disabledBecause)
  // The disabled attribute would take the button out of the tab order and its reason with it.
  const click = (event: MouseEvent<HTMLButtonElement>) =>
    stopped || busy ? event.preventDefault() : onClick?.(event)
  return (
    <span className={cx('inline-flex flex-col gap-1', className)}>
      <button
        {...rest}
        type={type}
        onClick={click}
        aria-disabled={stopped || busy || undefined}
        aria-busy={busy || undefined}
        aria-describedby={stopped ? reasonId : rest['aria-describedby']}
        aria-keyshortcuts={ariaKeys(keys)}
        className={cx(
          'inline-flex w-full items-center justify-center gap-2 border transition-colors duration-100',
          size === 'small' ? 'h-8 rounded-lg px-2.5 text-[13px]' : 'h-10 rounded-field px-4 text-sm',
          stopped ? off : looks[variant],
        )}
      >
        {busy && <Spinner />}
        {children}
        {keys?.map((key) => (
          <span key={key} aria-hidden="true">
            <Kbd onSolid={!stopped && (variant === 'primary' || variant === 'danger')}>{key}</Kbd>
          </span>
        ))}
      </button>
      {stopped && (
        <span id={reasonId} className={reasonPlace === 'below' ? 'text-xs text-muted' : 'sr-only'}>
          {disabledBecause}
        </span>
      )}
    </span>
  )
}

export function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 16 16" className={cx('size-4 animate-spin', className)} aria-hidden="true">
      <circle cx="8" cy="8" r="6" fill="none" stroke="currentColor" strokeOpacity="0.3" strokeWidth="2" />
      <path d="M14 8a6 6 0 0 0-6-6" fill="none" stroke="currentColor" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
