import { TextField } from '#client/ui/field.tsx'
import { formatPhone, parsePhone } from '#shared/accounts/phones.ts'
import type { RecordField } from '#shared/contacts/states.ts'
import type { RecordForm, Typed } from './use-record-change.ts'

type Props = { what: RecordField; form: RecordForm }
type OneProps = {
  form: RecordForm
  field: keyof Typed
  label: string
  hint?: string
  secret?: boolean
  className?: string
}

/** What is typed for one of the four; what is wrong with it stands under it. */
export function RecordFields({ what, form }: Props) {
  if (what === 'passcode')
    return (
      <>
        <One
          form={form}
          field="passcode"
          label="New passcode"
          hint="6 to 10 digits, no date, nothing that stands on a bill."
          secret
        />
        <One
          form={form}
          field="again"
          label="New passcode once more"
          hint="It is never shown, here or later."
          secret
        />
      </>
    )
  if (what === 'email')
    return <One form={form} field="email" label="New e-mail address" hint="As name@example.com." />
  if (what === 'phone') {
    const phone = parsePhone(form.typed.phone)
    return (
      <One
        form={form}
        field="phone"
        label="New number of record"
        hint={
          phone ? `It is kept as ${formatPhone(phone)}.` : 'In any form: 303 555 0142, (303) 555-0142, +44 …'
        }
      />
    )
  }
  return (
    <div className="grid grid-cols-6 gap-3">
      <One form={form} field="street" label="New street" className="col-span-6" />
      <One form={form} field="city" label="City" className="col-span-2" />
      <One form={form} field="state" label="State" className="col-span-2" />
      <One form={form} field="postalCode" label="Postal code" className="col-span-2" />
    </div>
  )
}

function One({ form, field, label, hint, secret, className }: OneProps) {
  return (
    <TextField
      label={label}
      value={form.typed[field]}
      onChange={form.type(field)}
      onBlur={form.leave(field)}
      error={form.errorOf(field)}
      hint={hint}
      type={secret ? 'password' : 'text'}
      readOnly={form.busy}
      className={className}
      autoComplete="off"
    />
  )
}
