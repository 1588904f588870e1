import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { MoneyField, TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { formatMoney, moneyOf, parseMoney } from '#shared/money.ts'
import type { Verdict } from '#shared/verdict.ts'
import { type Reversible, type Reversing, useReversal } from './use-reversal.ts'
import { plainAmount } from './words.ts'

type Props = {
  item: Reversible
  may: Verdict
  /** Where the focus goes when the form is gone is known outside. */
  onClosed: () => void
}

/** Takes a posted credit back, whole or in part, once: a new transfer that names the old one. */
export function ReverseForm({ item, may, onClosed }: Props) {
  const [open, setOpen] = useState(false)
  if (!open) {
    return (
      <Button
        size="small"
        className="mt-3"
        disabledBecause={may.ok ? null : may.because}
        onClick={() => setOpen(true)}
      >
        {item.creditId === undefined ? 'Reverse…' : 'Reverse the credit…'}
      </Button>
    )
  }
  const close = () => {
    setOpen(false)
    onClosed()
  }
  return <Fields item={item} onClose={close} />
}

function Fields({ item, onClose }: { item: Reversible; onClose: () => void }) {
  const { given, upTo } = item
  const [amountText, setAmountText] = useState(plainAmount(given))
  const [reason, setReason] = useState('')
  const reasonInput = useRef<HTMLInputElement>(null)
  useEffect(() => reasonInput.current?.focus(), [])
  const { reversing, send: reverse, reset } = useReversal(item, onClose)
  const busy = reversing.at === 'sending' || reversing.at === 'checking'
  const amount = parseMoney(amountText, given.currency)
  const asks = amount !== null && amount.minor > moneyOf(upTo).minor
  const problem = !amount
    ? 'Write the amount as 10, $10.00 or 1,234.50.'
    : amount.minor <= 0n
      ? 'Reverse an amount above zero.'
      : amount.minor > moneyOf(given).minor
        ? `${formatMoney(given)} was given: reverse that or less.`
        : reason.trim().length < 3
          ? 'Say why it is taken back.'
          : null
  const send = () => {
    if (problem || !amount || busy) return
    void reverse(amount.minor.toString(), reason.trim())
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }
  const edit = (change: (value: string) => void) => (value: string) => {
    if (busy) return
    reset()
    change(value)
  }
  const some = amount && amount.minor > 0n ? ` ${formatMoney(amount)}` : ''
  return (
    <form
      aria-label={`Reverse ${item.name}`}
      className="mt-3 grid max-w-xl grid-cols-[9rem_minmax(0,1fr)] items-start gap-3"
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      <MoneyField label="Take back" look="normal" value={amountText} onChange={edit(setAmountText)} />
      <TextField label="Reason" value={reason} onChange={edit(setReason)} inputRef={reasonInput} />
      {asks && (
        <p className="col-span-2 text-[13px] text-muted">
          Above your limit of {formatMoney(upTo)}: somebody else has to agree, and until then it stays.
        </p>
      )}
      <ReversalNews reversing={reversing} />
      <div className="col-span-2 flex min-h-14 gap-2">
        <Button variant="danger" keys={['Mod+Enter']} busy={busy} disabledBecause={problem} onClick={send}>
          {asks ? `Ask to take back${some}` : `Reverse${some}`}
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </form>
  )
}

function ReversalNews({ reversing }: { reversing: Reversing }) {
  if (reversing.at === 'checking')
    return (
      <Note tone="outage" className="col-span-2" title="Checking. Do not enter it again.">
        The answer was lost on the way; it is looked up until it is known.
      </Note>
    )
  if (reversing.at === 'not-done')
    return (
      <Note tone="refused" className="col-span-2">
        Nothing was taken back: the answer was lost before it counted. Your words are kept; send it again.
      </Note>
    )
  if (reversing.at !== 'refused') return null
  return (
    <Note tone="refused" className="col-span-2">
      {reversing.envelope.message}
    </Note>
  )
}
