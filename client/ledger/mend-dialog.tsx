import { useRef, useState } from 'react'
import { envelopeOf, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { Dialog } from '#client/ui/dialog.tsx'
import { TextArea, TextField } from '#client/ui/field.tsx'
import { accountNumber, dayLong } from '#client/ui/format.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import type { PromiseItem } from '#shared/ledger/views.ts'
import { formatMoney } from '#shared/money.ts'
import { useMend } from './use-mend.ts'

const ways = [
  { value: 'final_bill', label: 'On the final bill' },
  { value: 'refund', label: 'As a refund' },
]

/** A manager mends one promise: sends it again, or settles what a closed account is owed. Either way with a reason. */
export function MendDialog({ item, onClose }: { item: PromiseItem; onClose: () => void }) {
  const settles = item.may.settle.ok
  const [reason, setReason] = useState('')
  const [way, setWay] = useState('final_bill')
  const [billTo, setBillTo] = useState(item.billTo ?? '')
  const [asked, setAsked] = useState(false)
  const field = useRef<HTMLTextAreaElement>(null)
  const mend = useMend(item, onClose)
  const because = settles || item.may.resend.ok ? null : item.may.resend.because
  const short = reason.trim().length < 3
  const number = billTo.trim()
  const names = number !== '' && number !== (item.billTo ?? item.accountId) && number !== item.asked?.billTo
  const send = () => {
    if (because || mend.isPending) return
    setAsked(true)
    if (short) field.current?.focus()
    else
      mend.send({
        reason: reason.trim(),
        way: settles ? (way === 'refund' ? 'refund' : 'final_bill') : null,
        billTo: number || null,
      })
  }
  useKeys({ 'Mod+Enter': send })
  const refusal = mend.error
    ? (envelopeOf(mend.error)?.fields?.[0]?.rule ?? wordsOf(mend.error).message)
    : null
  return (
    <Dialog
      open
      onClose={onClose}
      initialFocus={field}
      title={settles ? 'Settle a closed account’s credit' : 'Send to billing again'}
      description={`${formatMoney(item.amount)} · ${item.what} · account ${accountNumber(item.accountId)} · promised by ${dayLong(item.promisedBy)}`}
    >
      <div className="grid gap-3">
        {item.problem && (
          <Note tone="outage" live="none">
            {item.problem}
          </Note>
        )}
        {item.asked && !settles && (
          <Note tone="neutral" live="none">
            {item.asked.own
              ? `You named ${item.asked.billTo} as the account at billing. Another manager has to name it too; sent without it, the credit goes where it went before.`
              : `${item.asked.by} named ${item.asked.billTo} as the account at billing. Type the same number to agree; left as it is, it goes where it went before.`}
          </Note>
        )}
        {settles ? (
          <SelectField label="Which way" value={way} onChange={setWay} choices={ways} />
        ) : (
          <TextField
            label="Account at billing"
            value={billTo}
            onChange={setBillTo}
            placeholder={item.billTo ?? item.accountId}
            hint="Only if billing knows it by another number: two managers name it."
          />
        )}
        <TextArea
          label="Why"
          value={reason}
          onChange={setReason}
          inputRef={field}
          rows={3}
          error={asked && short ? 'Say why in at least 3 characters: it goes into the journal.' : undefined}
        />
        {refusal && <Note tone="refused">{refusal}</Note>}
        <p className="text-xs text-muted">
          {settles
            ? 'It is handed to billing at once, once, and stands on the account.'
            : names
              ? 'Where money goes is decided by two: nothing is sent before another manager names the same number.'
              : 'It goes under the same key as before: billing books it once, however often it arrives.'}
        </p>
        <Button
          variant="primary"
          keys={['Mod+Enter']}
          busy={mend.isPending}
          disabledBecause={because}
          onClick={send}
        >
          {settles ? `Settle ${formatMoney(item.amount)}` : names ? 'Ask another manager' : 'Send again'}
        </Button>
      </div>
    </Dialog>
  )
}
