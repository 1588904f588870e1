import { SelectField } from '#client/ui/select-field.tsx'
import type { ReasonView } from '#shared/adjustments/views.ts'

type Props = {
  reasons: ReasonView[]
  value: string
  onChange: (code: string) => void
  error: string | null
}

/** The reason, from data, with what its note has to be. */
export function ReasonField({ reasons, value, onChange, error }: Props) {
  const choices = reasons.map(({ code, label, noteAtLeast, escalates }) => {
    const asks = [
      ...(noteAtLeast > 0 ? [`note of ${noteAtLeast} characters`] : []),
      ...(escalates ? ['always somebody else decides'] : []),
    ]
    return { value: code, label, ...(asks.length > 0 ? { hint: asks.join(', ') } : {}) }
  })
  return <SelectField label="Reason" choices={choices} value={value} onChange={onChange} error={error} />
}
