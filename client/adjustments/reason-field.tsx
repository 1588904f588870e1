import { useId } from 'react'
import { describedBy, FieldFrame } from '#client/ui/field.tsx'
import type { ReasonView } from '#shared/adjustments/views.ts'

type Props = {
  reasons: ReasonView[]
  value: string
  onChange: (code: string) => void
  error: string | null
}

/**
 * The reason, from data. The browser's own list: it opens at once, is known to every screen reader, and keeps a
 * quarter of the page's code out of the way between the call and the credit.
 */
export function ReasonField({ reasons, value, onChange, error }: Props) {
  const id = useId()
  return (
    <FieldFrame id={id} label={<label htmlFor={id}>Reason</label>} error={error}>
      <div className="relative">
        <select
          id={id}
          value={value}
          onChange={(event) => onChange(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={describedBy(id, error, null)}
          className="block w-full cursor-pointer appearance-none truncate bg-transparent pr-6 text-sm leading-5.5 text-ink outline-none"
        >
          {reasons.map((reason) => (
            <option key={reason.code} value={reason.code} className="bg-raised text-ink">
              {reason.label}
              {reason.noteAtLeast > 0 && ` (note of ${reason.noteAtLeast} characters)`}
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
    </FieldFrame>
  )
}
