import { useId } from 'react'
import { describedBy, FieldFrame, type FieldProps } from './field.tsx'

export type Choice = { value: string; label: string; hint?: string }

type SelectFieldProps = Omit<FieldProps<HTMLSelectElement>, 'readOnly' | 'autoComplete'> & {
  choices: readonly Choice[]
}

/**
 * A choice from data. It is the browser's own select, drawn by `.picker` where the browser lets it be drawn: a listbox
 * of a library with its positioning costs 30 kB of the account page's 180.
 */
export function SelectField({
  label,
  value,
  onChange,
  error,
  hint,
  aside,
  inputRef,
  placeholder = 'Choose one',
  className,
  choices,
  ...rest
}: SelectFieldProps) {
  const id = useId()
  return (
    <FieldFrame
      id={id}
      label={<label htmlFor={id}>{label}</label>}
      aside={aside}
      error={error}
      hint={hint}
      className={className}
    >
      <select
        {...rest}
        id={id}
        ref={inputRef}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, error, hint)}
        className="picker block w-full truncate bg-transparent text-sm leading-5.5 text-ink outline-none"
      >
        {value === '' && (
          <option value="" disabled hidden>
            {placeholder}
          </option>
        )}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value} data-hint={choice.hint}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  )
}
