import { useEffect, useRef } from 'react'
import { flushSync } from 'react-dom'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { cx } from '#client/ui/classes.ts'
import { useKeys } from '#client/ui/keys.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import type { AccountPage } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { barOf } from './give-facts.ts'
import { GiveForm } from './give-form.tsx'
import { GivenPanel } from './given-panel.tsx'
import { useGiveForm } from './use-give-form.ts'
import { outcomeWords } from './words.ts'

type Props = {
  page: AccountPage
  outageId: string
  /** The adjustment whose outcome stands here now, so that it is not told twice. */
  onOutcome: (adjustmentId: string | null) => void
}

/** What is fair now, and the form that gives it. Mounted once for an account and outage: live changes never remount it. */
export function GiveCard({ page, outageId, onOutcome }: Props) {
  const form = useGiveForm(page, outageId)
  const { giving } = form
  const bar = barOf(page)
  const outcome = useRef<HTMLDivElement>(null)
  const barred = useRef<HTMLButtonElement>(null)
  const amount = useRef<HTMLInputElement>(null)
  const given = giving.at === 'given' ? giving.given : null
  // The button that was pressed goes with the outcome: the hand is put where the next amount is typed.
  const again = () => {
    flushSync(() => form.again())
    amount.current?.focus()
  }
  // The key that begins a credit says here, too, why there is none.
  useKeys({ c: given ? again : () => barred.current?.focus() }, given !== null || bar !== null)
  useEffect(() => {
    if (given) outcome.current?.focus()
    onOutcome(given?.adjustmentId ?? null)
  }, [given, onOutcome])
  return (
    <Card
      title={bar && !page.offer.within ? 'What a day was worth' : 'Fair offer'}
      aside={
        page.offer.given.minor !== '0' && (
          <Pill tone="given">{formatMoney(page.offer.given)} already given</Pill>
        )
      }
    >
      <p
        className={cx('text-[34px] leading-10 font-bold tracking-tight', !page.offer.within && 'text-muted')}
      >
        {formatMoney(page.offer.amount)}
      </p>
      <p className="mt-1 mb-3 text-[13px] leading-4.5 text-muted">{page.offer.sentence}</p>
      <p role="status" className="sr-only">
        {given && outcomeWords(given)}
      </p>
      {page.offer.because && !bar && (
        <Note tone="outage" live="none" className="mb-3">
          {page.offer.because}
        </Note>
      )}
      {page.standing.stopped && !bar && (
        <Note tone="refused" live="status" className="mb-3" title="Credits are stopped.">
          {page.standing.stopped.by}: “{page.standing.stopped.reason}” You can still ask; it is decided when
          that is lifted.
        </Note>
      )}
      {given ? (
        <GivenPanel ref={outcome} given={given} page={page} onAgain={again} />
      ) : bar ? (
        <Button ref={barred} variant="primary" className="w-full" disabledBecause={bar}>
          Give a credit
        </Button>
      ) : (
        <GiveForm page={page} form={form} amountInput={amount} />
      )}
      {!bar && <BudgetLeft page={page} />}
    </Card>
  )
}

function BudgetLeft({ page }: { page: AccountPage }) {
  const left = formatMoney({ minor: page.standing.budgetLeft, currency: page.account.currency })
  return (
    <p className="mt-3 flex justify-between gap-3 border-t pt-3 text-xs">
      <span className="text-muted">Budget left for manual credits</span>
      <span className="font-medium">{left}</span>
    </p>
  )
}
