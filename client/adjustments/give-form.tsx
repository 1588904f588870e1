import { type KeyboardEvent, type RefObject, useRef } from 'react'
import { Button } from '#client/ui/button.tsx'
import { MoneyField, TextArea } from '#client/ui/field.tsx'
import { Kbd } from '#client/ui/kbd.tsx'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import type { AccountPage } from '#shared/adjustments/views.ts'
import { formatMoney, moneyView } from '#shared/money.ts'
import { GiveNews } from './give-news.tsx'
import { LimitMeter } from './limit-meter.tsx'
import { PreviewBlock } from './preview-block.tsx'
import { ReasonField } from './reason-field.tsx'
import type { Giving } from './use-give.ts'
import type { useGiveForm } from './use-give-form.ts'
import { plainAmount } from './words.ts'

const busyWords: Partial<Record<Giving['at'], string>> = {
  sending: 'Sending',
  checking: 'Checking',
  'signed-out': 'Waiting for you',
}

type Props = {
  page: AccountPage
  form: ReturnType<typeof useGiveForm>
  amountInput: RefObject<HTMLInputElement | null>
}

/** Amount, reason, note, what it does, and one button that says so. Ctrl/Cmd+Enter is the only key that posts. */
export function GiveForm({ page, form, amountInput }: Props) {
  const { draft, edit, reason, amount, preview, errors, giving } = form
  const noteInput = useRef<HTMLTextAreaElement>(null)
  const busy = giving.at in busyWords
  const offered = page.offer.amount.minor !== '0'
  const offer = formatMoney(page.offer.amount)

  // What stands there from an earlier call is replaced by what is typed, and not continued: 7 and 5 are not 75.
  const toAmount = () => {
    amountInput.current?.focus()
    amountInput.current?.select()
  }
  const takeOffer = () => {
    edit({ amountText: plainAmount(page.offer.amount) })
    amountInput.current?.focus()
  }
  useKeys({ c: toAmount, o: offered && !busy ? takeOffer : undefined }, page.mayGive.ok)
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault()
      const missing = form.missing === 'amount' ? amountInput : form.missing === 'note' ? noteInput : null
      if (missing) missing.current?.focus()
      else void form.post()
    }
  }
  // "o" can begin no amount, so in the empty field it may mean the offer.
  const onAmountKey = (event: KeyboardEvent<HTMLInputElement>) => {
    const plain = !event.ctrlKey && !event.metaKey && !event.altKey
    if (event.key.toLowerCase() !== 'o' || !plain || !offered || draft.text.amountText !== '') return
    event.preventDefault()
    takeOffer()
  }

  return (
    <form
      className="flex flex-col gap-2.5"
      aria-label="Give a credit"
      onKeyDown={onKeyDown}
      onSubmit={(event) => event.preventDefault()}
    >
      <MoneyField
        label="Amount"
        value={draft.text.amountText}
        onChange={(amountText) => !busy && edit({ amountText })}
        readOnly={busy}
        placeholder={offered ? offer : '0.00'}
        inputRef={amountInput}
        onKeyDown={onAmountKey}
        onBlur={form.leaveAmount}
        error={errors.amount}
        hint={amountHint(page, amount?.minor ?? 0n)}
        aside={
          offered && (
            <button
              type="button"
              onClick={takeOffer}
              disabled={busy}
              aria-keyshortcuts="o"
              className="-my-0.5 flex items-center gap-1.5 rounded font-medium text-accent-ink"
            >
              Use {offer} <Kbd className="h-4">o</Kbd>
            </button>
          )
        }
      />
      <ReasonField
        reasons={page.reasons}
        value={reason?.code ?? ''}
        onChange={(reasonCode) => !busy && edit({ reasonCode })}
        error={errors.reason}
      />
      <TextArea
        label="Note on the account"
        value={draft.text.note}
        onChange={(note) => !busy && edit({ note })}
        readOnly={busy}
        inputRef={noteInput}
        rows={2}
        error={errors.note}
        aside={noteCount(draft.text.note, reason?.noteAtLeast ?? 0)}
      />
      {form.warning && (
        <Note tone="outage" live="status">
          {form.warning.words}
          <label className="mt-1.5 flex items-center gap-2 font-medium">
            <input type="checkbox" checked={form.warning.isKept} onChange={form.warning.keep} />
            It is none: keep the note as it is
          </label>
        </Note>
      )}
      <LimitMeter standing={page.standing} currency={page.account.currency} amount={amount?.minor ?? 0n} />
      <PreviewBlock preview={preview} />
      <div className="before:pointer-events-none before:absolute before:inset-x-0 before:-top-3 before:h-3 before:bg-linear-to-t before:from-surface before:to-transparent sticky bottom-0 -mx-4 min-h-15 bg-surface px-4">
        <Button
          variant="primary"
          className="w-full"
          keys={busy ? undefined : ['Mod+Enter']}
          busy={busy}
          disabledBecause={busy ? null : form.problem}
          onClick={form.post}
        >
          {busy ? `${busyWords[giving.at]}: ${form.label}` : form.label}
        </Button>
      </div>
      {/* Under the button: news must not push away what the hand is about to press. */}
      <GiveNews page={page} form={form} />
    </form>
  )
}

/** Beyond the offer is goodwill, and says so (rulings 3). */
function amountHint(page: AccountPage, amount: bigint): string {
  const { currency } = page.account
  const beyond = amount - BigInt(page.offer.amount.minor)
  if (amount > 0n && beyond > 0n)
    return `${formatMoney(moneyView({ minor: beyond, currency }))} beyond the fair offer: goodwill`
  if (amount > 0n && beyond < 0n)
    return `${formatMoney(moneyView({ minor: -beyond, currency }))} below the fair offer`
  return amount > 0n ? 'Exactly the fair offer' : 'As 10, $10.00 or 1,234.50'
}

function noteCount(note: string, atLeast: number): string {
  const length = note.trim().length
  if (atLeast === 0) return 'optional'
  return length >= atLeast ? `${length} characters` : `${length} of ${atLeast} characters`
}
