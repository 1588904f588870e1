import { type KeyboardEvent, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '#client/ui/button.tsx'
import { cx } from '#client/ui/classes.ts'
import { MoneyField, TextField } from '#client/ui/field.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useKeys } from '#client/ui/keys.ts'
import type { AdjustmentView, RequestPage } from '#shared/adjustments/views.ts'
import { moneyOf, parseMoney } from '#shared/money.ts'
import { DecisionNews } from './decision-news.tsx'
import { labelOf, type Mode, missingIn, problemOf } from './decision-words.ts'
import { useDecision } from './use-decision.ts'
import { plainAmount } from './words.ts'

type Props = { page: RequestPage; onDecided: (done: AdjustmentView) => void }

const modes: { mode: Mode; words: string; key: string }[] = [
  { mode: 'approve', words: 'As asked', key: 'a' },
  { mode: 'less', words: 'Less…', key: 'l' },
  { mode: 'return', words: 'Send back…', key: 's' },
  { mode: 'refuse', words: 'Refuse…', key: 'x' },
]

/** Approve as asked, approve less, or refuse. The single keys only choose; Ctrl/Cmd+Enter decides. */
export function DecisionForm({ page, onDecided }: Props) {
  const { adjustment } = page
  const [mode, setMode] = useState<Mode>('approve')
  const [lessText, setLessText] = useState('')
  const [reason, setReason] = useState('')
  const { deciding, decide, reset } = useDecision(adjustment, onDecided)
  const amountInput = useRef<HTMLInputElement>(null)
  const reasonInput = useRef<HTMLInputElement>(null)
  const busy = deciding.at === 'sending' || deciding.at === 'checking'
  const { requested, may } = adjustment

  const choose = (next: Mode) => {
    if (busy) return
    // Painted at once, so that the field is writable and holds the focus when the very next key comes.
    flushSync(() => {
      setMode(next)
      reset()
    })
    const input = next === 'less' ? amountInput : reasonInput
    input.current?.focus()
    input.current?.select()
  }
  useKeys({
    a: () => choose('approve'),
    l: () => choose('less'),
    s: () => choose('return'),
    x: () => choose('refuse'),
  })

  const amount = mode === 'less' ? parseMoney(lessText, requested.currency) : moneyOf(requested)
  const problem = problemOf(page, mode, amount, reason)
  const send = () => {
    if (problem || busy) return
    if (mode === 'refuse' || mode === 'return') void decide({ kind: mode, reason: reason.trim() })
    else if (amount) void decide({ kind: 'approve', amount: amount.minor.toString(), reason: reason.trim() })
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    const missing = busy ? null : missingIn(mode, amount, requested, reason)
    if (missing) (missing === 'amount' ? amountInput : reasonInput).current?.focus()
    else send()
  }
  const edit = (change: (value: string) => void) => (value: string) => {
    if (busy) return
    reset()
    change(value)
  }

  if (!may.refuse.ok && may.withdraw.ok) {
    return (
      <div className="flex flex-col gap-2">
        <DecisionNews deciding={deciding} />
        {may.refuse.code === 'SELF_APPROVAL' ? (
          <Button variant="primary" disabledBecause={may.refuse.because}>
            {labelOf('approve', moneyOf(requested), requested)}
          </Button>
        ) : (
          <p className="text-[13px] text-muted">{may.refuse.because}</p>
        )}
        <Button busy={busy} onClick={() => decide({ kind: 'withdraw' })}>
          Withdraw this request
        </Button>
      </div>
    )
  }
  return (
    <form
      aria-label={`Decide ${adjustment.number}`}
      className="flex flex-col gap-3"
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      <fieldset className="grid grid-cols-4 gap-1 rounded-field bg-neutral-soft p-1">
        <legend className="sr-only">Decision</legend>
        {modes.map((each) => (
          <label
            key={each.mode}
            className={cx(
              'flex h-8 cursor-pointer items-center justify-center gap-2 rounded-lg text-[13px] font-medium has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-accent',
              mode === each.mode ? 'bg-surface text-ink shadow-card' : 'text-muted',
            )}
          >
            <input
              type="radio"
              name="decision"
              className="sr-only"
              checked={mode === each.mode}
              onChange={() => {
                setMode(each.mode)
                reset()
              }}
              aria-keyshortcuts={each.key}
            />
            {each.words}
            <span aria-hidden="true">
              <Kbd>{each.key}</Kbd>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="grid grid-cols-[9.5rem_minmax(0,1fr)] items-start gap-3">
        <MoneyField
          label="Approve"
          value={mode === 'less' ? lessText : mode === 'approve' ? plainAmount(requested) : '–'}
          onChange={edit(setLessText)}
          readOnly={mode !== 'less' || busy}
          placeholder={plainAmount(page.offer.amount)}
          inputRef={amountInput}
          look="normal"
        />
        <TextField
          label={
            mode === 'approve'
              ? 'Why (optional)'
              : mode === 'less'
                ? 'Why less than asked'
                : mode === 'return'
                  ? 'What is missing'
                  : 'Why it is refused'
          }
          value={reason}
          onChange={edit(setReason)}
          readOnly={busy}
          inputRef={reasonInput}
        />
      </div>
      <DecisionNews deciding={deciding} />
      <div className="min-h-15">
        <Button
          variant={mode === 'refuse' ? 'danger' : 'primary'}
          className="w-full"
          keys={['Mod+Enter']}
          busy={busy}
          disabledBecause={busy ? null : problem}
          onClick={send}
        >
          {labelOf(mode, amount, requested)}
        </Button>
      </div>
    </form>
  )
}
