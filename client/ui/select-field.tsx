import { FieldFrame, type FieldProps } from './field.tsx'

export type Choice = { value: string; label: string; hint?: string }

type SelectFieldProps = Omit<FieldProps<HTMLSelectElement>, 'readOnly' | 'autoComplete'> & {
  choices: readonly Choice[]
}

/**
 * A choice from data. It is the browser's own select, dressed in app.css where the browser lets it be dressed: a listbox
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
  return (
    <FieldFrame {...{ label, aside, error, hint, className }}>
      {(tied) => (
        <div className="relative">
          <select
            {...rest}
            {...tied}
            ref={inputRef}
            value={value}
            onChange={(event) => onChange(event.target.value)}
            className="block w-full cursor-pointer appearance-none truncate bg-transparent pr-6 text-sm leading-5.5 text-ink outline-none"
          >
            {value === '' && (
              <option value="" disabled hidden>
                {placeholder}
              </option>
            )}
            {choices.map((choice) => (
              <option key={choice.value} value={choice.value} className="bg-raised text-ink">
                {choice.hint ? `${choice.label} (${choice.hint})` : choice.label}
              </option>
            ))}
          </select>
          <svg
            viewBox="0 0 16 16"
            className="pointer-events-none absolute top-1 right-0 size-4 text-faint"
            fill="none"
            stroke="currentColor"
            strokeWidth="1.5"
            aria-hidden="true"
          >
            <path d="M4.5 6.5 8 10l3.5-3.5" />
          </svg>
        </div>
      )}
    </FieldFrame>
  )
}
