import { type FormEvent, useEffect, useRef, useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { TextField } from '#client/ui/field.tsx'
import { useKeys } from '#client/ui/keys.ts'
import { formatPhone } from '#shared/accounts/phones.ts'
import type { CallerCard } from '#shared/contacts/views.ts'
import type { Mode } from './mode.ts'
import type { Caller } from './use-caller.ts'

type Props = { mode: Mode; card: CallerCard; caller: Caller; onCallBack: () => void }

const words: Record<Exclude<Mode, 'call-back'>, { label: string; hint: string; button: string }> = {
  passcode: {
    label: 'Passcode',
    hint: 'Ask for the account’s passcode, and type what the caller says.',
    button: 'Check the passcode',
  },
  code: { label: 'One-time code', hint: 'Ask the caller to read the code out.', button: 'Check the code' },
  'business-contact': {
    label: 'Name of the business contact',
    hint: 'As it stands in the contract. It is compared here and never shown.',
    button: 'Check the name',
  },
  'break-glass': {
    label: 'Why without the caller',
    hint: 'A supervisor reads this. A letter, the back office, an emergency: say which.',
    button: 'Open and tell a supervisor',
  },
}
const digits = [...'0123456789']

/** The one field of the way that was chosen. It is emptied after each attempt and shows nothing of the right answer. */
export function WayForm({ mode, card, caller, onCallBack }: Props) {
  const [text, setText] = useState('')
  const [short, setShort] = useState<string | null>(null)
  const field = useRef<HTMLInputElement>(null)
  const takesDigits = mode === 'passcode' || mode === 'code'
  useEffect(() => {
    if (mode === 'break-glass' || mode === 'business-contact') field.current?.focus()
  }, [mode])
  const type = (digit: string) => () => {
    field.current?.focus()
    setText((before) => before + digit)
  }
  useKeys(Object.fromEntries(digits.map((digit) => [digit, type(digit)])), takesDigits)
  if (mode === 'call-back') return <CallBackForm card={card} caller={caller} onCallBack={onCallBack} />
  const { label, hint, button } = words[mode]
  const submit = (event: FormEvent) => {
    event.preventDefault()
    const said = text.trim()
    if (said.length < (mode === 'break-glass' ? 3 : 1))
      return setShort(
        mode === 'break-glass' ? 'Say why in at least 3 characters.' : 'Type what the caller says.',
      )
    const act = {
      passcode: caller.passcode,
      code: caller.code,
      'business-contact': caller.businessContact,
      'break-glass': caller.breakGlass,
    }[mode]
    setText('')
    void act(said)
    field.current?.focus()
  }
  const { said } = caller
  return (
    <form aria-label="Verify the caller" onSubmit={submit} className="flex flex-col gap-2.5">
      <TextField
        label={label}
        value={text}
        onChange={(next) => {
          setShort(null)
          setText(next)
        }}
        inputRef={field}
        readOnly={caller.busy}
        autoComplete="off"
        // While it is empty, no letter is meant for it: the other ways keep their keys.
        data-digits={takesDigits || undefined}
        aside={takesDigits ? 'just type the digits' : undefined}
        error={short ?? (said?.tone === 'refused' ? said.words : null)}
        hint={said?.tone === 'neutral' ? said.words : hint}
      />
      <p role="status" className="sr-only">
        {said?.words}
      </p>
      <button type="submit" hidden />
      <Button
        variant={mode === 'break-glass' ? 'danger' : 'primary'}
        keys={['Enter']}
        busy={caller.busy}
        type="submit"
      >
        {button}
      </Button>
    </form>
  )
}

function CallBackForm({ card, caller, onCallBack }: Omit<Props, 'mode'>) {
  const begun = card.contact?.callingBack ?? false
  const section = useRef<HTMLElement>(null)
  // The field that had the focus is gone; a click elsewhere keeps it.
  useEffect(() => {
    if (document.activeElement === document.body) section.current?.focus({ preventScroll: true })
  }, [])
  useKeys({ 'Mod+Enter': begun && !caller.busy ? caller.answered : undefined })
  return (
    <section
      ref={section}
      tabIndex={-1}
      aria-label="Call the number of record back"
      className="flex flex-col gap-2.5 outline-none"
    >
      {begun ? (
        <>
          <p className="text-[13px] text-muted">
            Hang up, and call{' '}
            <b className="font-semibold text-ink">{caller.number ? formatPhone(caller.number) : card.text}</b>
            . Ask for {card.holderName}.
          </p>
          <Button variant="primary" keys={['Mod+Enter']} busy={caller.busy} onClick={caller.answered}>
            They answered at the number of record
          </Button>
          {!caller.number && (
            <Button size="small" variant="quiet" busy={caller.busy} onClick={onCallBack}>
              Show the number again
            </Button>
          )}
        </>
      ) : (
        <>
          <p className="text-[13px] text-muted">
            Say that you will call the number of record{card.text ? `, ${card.text}` : ''}, and hang up.
          </p>
          <Button
            variant="primary"
            keys={['b']}
            busy={caller.busy}
            onClick={onCallBack}
            disabledBecause={card.ways.callBack ? null : 'No number of record is known.'}
          >
            Call back
          </Button>
        </>
      )}
      {caller.said && card.lockedUntil === null && (
        <p role="status" className="text-xs font-medium text-refused-ink">
          {caller.said.words}
        </p>
      )}
    </section>
  )
}
