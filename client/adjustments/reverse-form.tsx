import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useEffect, useRef, useState } from 'react'
import { envelopeOf, useTRPC, wordsOf } from '#client/api.ts'
import { Button } from '#client/ui/button.tsx'
import { MoneyField, TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { toast } from '#client/ui/toast.tsx'
import type { AdjustmentView } from '#shared/adjustments/views.ts'
import { formatMoney, moneyOf, parseMoney } from '#shared/money.ts'
import { plainAmount } from './words.ts'

type Props = {
  adjustment: AdjustmentView
  /** Where the focus goes when the form is gone is known outside. */
  onClosed: () => void
}

/** Takes a posted credit back, whole or in part, once: a new transfer that names the old one. */
export function ReverseForm({ adjustment, onClosed }: Props) {
  const [open, setOpen] = useState(false)
  const { reverse } = adjustment.may
  if (!open) {
    return (
      <Button
        size="small"
        className="mt-3"
        disabledBecause={reverse.ok ? null : reverse.because}
        onClick={() => setOpen(true)}
      >
        Reverse…
      </Button>
    )
  }
  const close = () => {
    setOpen(false)
    onClosed()
  }
  return <Fields adjustment={adjustment} onClose={close} />
}

function Fields({ adjustment, onClose }: { adjustment: AdjustmentView; onClose: () => void }) {
  const trpc = useTRPC()
  const queries = useQueryClient()
  const { accountId, adjustmentId, requested, granted } = adjustment
  const given = granted ?? requested
  const [amountText, setAmountText] = useState(plainAmount(given))
  const [reason, setReason] = useState('')
  const reasonInput = useRef<HTMLInputElement>(null)
  useEffect(() => reasonInput.current?.focus(), [])
  const reverse = useMutation(
    trpc.adjustments.reverse.mutationOptions({
      onSuccess: (done) => {
        toast({
          tone: 'given',
          title: `${formatMoney(done.reversal?.amount ?? given)} taken back`,
          detail: done.number,
        })
        onClose()
      },
      onSettled: () =>
        Promise.all([
          queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId })),
          queries.invalidateQueries(trpc.adjustments.requestPage.queryFilter({ accountId, adjustmentId })),
        ]),
    }),
  )
  const amount = parseMoney(amountText, given.currency)
  const problem = !amount
    ? 'Write the amount as 10, $10.00 or 1,234.50.'
    : amount.minor <= 0n
      ? 'Reverse an amount above zero.'
      : amount.minor > moneyOf(given).minor
        ? `${formatMoney(given)} was given: reverse that or less.`
        : reason.trim() === ''
          ? 'Say why it is taken back.'
          : null
  const send = () => {
    if (problem || !amount || reverse.isPending) return
    reverse.mutate({ accountId, adjustmentId, amount: amount.minor.toString(), reason: reason.trim() })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose()
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    send()
  }
  const lost = reverse.isError && !envelopeOf(reverse.error)
  return (
    <form
      aria-label={`Reverse ${adjustment.number}`}
      className="mt-3 grid max-w-xl grid-cols-[9rem_minmax(0,1fr)] items-start gap-3"
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      <MoneyField label="Take back" look="normal" value={amountText} onChange={setAmountText} />
      <TextField label="Reason" value={reason} onChange={setReason} inputRef={reasonInput} />
      {reverse.isError && (
        <Note tone="refused" className="col-span-2">
          {lost
            ? 'The answer was lost. A reversal happens only once: press again and you get its outcome.'
            : wordsOf(reverse.error).message}
        </Note>
      )}
      <div className="col-span-2 flex min-h-14 gap-2">
        <Button
          variant="danger"
          keys={['Mod+Enter']}
          busy={reverse.isPending}
          disabledBecause={problem}
          onClick={send}
        >
          {amount && amount.minor > 0n ? `Reverse ${formatMoney(amount)}` : 'Reverse'}
        </Button>
        <Button variant="quiet" onClick={onClose}>
          Keep it
        </Button>
      </div>
    </form>
  )
}
