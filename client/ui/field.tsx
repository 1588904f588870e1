import { type KeyboardEvent, type ReactNode, type Ref, useId } from 'react'
import { cx } from './classes.ts'

export type FieldProps<E extends HTMLElement = HTMLInputElement> = {
  label: string
  value: string
  onChange: (value: string) => void
  error?: ReactNode
  hint?: ReactNode
  /** Small words at the right of the label: a count, a unit, a key. */
  aside?: ReactNode
  inputRef?: Ref<E>
  placeholder?: string
  name?: string
  readOnly?: boolean
  required?: boolean
  autoComplete?: string
  className?: string
  onKeyDown?: (event: KeyboardEvent<E>) => void
  onBlur?: () => void
}

export const boxLook = (wrong: boolean) =>
  cx(
    'block rounded-field border bg-sunken px-3 pt-1.5 pb-2 transition-colors duration-100 focus-within:bg-surface',
    'focus-within:ring-3 focus-within:ring-accent/20',
    wrong
      ? 'border-refused focus-within:border-refused'
      : 'border-line hover:border-line-strong focus-within:border-accent',
  )

type FrameProps = Pick<FieldProps, 'label' | 'aside' | 'error' | 'hint' | 'className'> & {
  children: (tied: Tied) => ReactNode
}
/** What ties an input to its label, and to its error or hint. */
type Tied = { id: string; 'aria-invalid': true | undefined; 'aria-describedby': string | undefined }

/** The label row, the input that it is handed, and under the box either the error or the hint. */
export function FieldFrame({ label, aside, error, hint, className, children }: FrameProps) {
  const id = useId()
  const about = error ? `${id}-error` : hint ? `${id}-hint` : undefined
  return (
    <div className={className}>
      <div className={boxLook(Boolean(error))}>
        <div className="flex items-baseline justify-between gap-3 text-xs leading-4 text-faint">
          <label htmlFor={id}>{label}</label>
          {aside && <span className="shrink-0">{aside}</span>}
        </div>
        {children({ id, 'aria-invalid': error ? true : undefined, 'aria-describedby': about })}
      </div>
      {error ? (
        <p id={about} className="mt-1 flex gap-1 px-1 text-xs leading-4 font-medium text-refused-ink">
          <span aria-hidden="true">!</span>
          {error}
        </p>
      ) : hint ? (
        <p id={about} className="mt-1 px-1 text-xs leading-4 text-faint">
          {hint}
        </p>
      ) : null}
    </div>
  )
}

const bare = 'block w-full bg-transparent text-ink outline-none'

export function TextField({ type = 'text', ...props }: FieldProps & { type?: 'text' | 'password' }) {
  return <Line {...props} type={type} textLook="text-sm leading-5.5" />
}

/**
 * An amount as text: a number input would change under the wheel, swallow "1,234.50" and round. What was typed is
 * read by `parseMoney` and never by a float.
 */
export function MoneyField({ look = 'large', ...props }: FieldProps & { look?: 'large' | 'normal' }) {
  return (
    <Line
      autoComplete="off"
      {...props}
      inputMode="decimal"
      textLook={
        look === 'large' ? 'text-lg leading-6 font-semibold placeholder:font-medium' : 'text-sm leading-5.5'
      }
    />
  )
}

type LineProps = FieldProps & { type?: string; inputMode?: 'decimal'; textLook: string }

function Line({ label, onChange, error, hint, aside, inputRef, className, textLook, ...rest }: LineProps) {
  return (
    <FieldFrame {...{ label, aside, error, hint, className }}>
      {(tied) => (
        // What a browser keeps to restore a form stays on the disk after signing out.
        <input
          autoComplete="off"
          spellCheck={false}
          {...rest}
          {...tied}
          ref={inputRef}
          onChange={(event) => onChange(event.target.value)}
          className={cx(bare, textLook)}
        />
      )}
    </FieldFrame>
  )
}

type AreaProps = FieldProps<HTMLTextAreaElement> & { rows?: number }

export function TextArea({
  label,
  onChange,
  error,
  hint,
  aside,
  inputRef,
  className,
  rows = 2,
  ...rest
}: AreaProps) {
  return (
    <FieldFrame {...{ label, aside, error, hint, className }}>
      {(tied) => (
        <textarea
          autoComplete="off"
          {...rest}
          {...tied}
          ref={inputRef}
          rows={rows}
          onChange={(event) => onChange(event.target.value)}
          className={cx(bare, 'resize-none text-sm leading-5')}
        />
      )}
    </FieldFrame>
  )
}
