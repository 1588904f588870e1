import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useRef, useState } from 'react'
import { useTRPC } from '#client/api.ts'
import type { AccountPage, Preview, ReasonView } from '#shared/adjustments/views.ts'
import { noteWarning } from '#shared/contacts/personal-numbers.ts'
import { formatMoney, moneyOf, parseMoney } from '#shared/money.ts'
import type { Envelope } from '#shared/refusals.ts'
import { previewOf } from './give-facts.ts'
import { changesBetween } from './preview-changes.ts'
import { type DraftText, useDraft } from './use-draft.ts'
import { useGive } from './use-give.ts'
import { whoDecides } from './words.ts'

type FieldErrors = {
  amount: string | null
  reason: string | null
  note: string | null
  form: Envelope | null
}

/** What a person has typed so far on the way to an amount: not yet wrong. */
const onTheWay = /^\s*\$?[\d,]*(\.\d?)?\s*$/

/** Everything the form shows and does. The page may change under it; what was typed never does. */
export function useGiveForm(page: AccountPage, outageId: string) {
  const { accountId, currency } = page.account
  const trpc = useTRPC()
  const queries = useQueryClient()
  const draft = useDraft({ accountId, outageId }, page.draft)
  const { giving, give, reset } = useGive(draft.draftId)
  const [amountLeft, setAmountLeft] = useState(false)
  /** The page as it was when this person began, to say what has changed since. */
  const begun = useRef<AccountPage | null>(null)

  const { amountText, note } = draft.text
  const warning = noteWarning(note)
  /** The note that was looked at and kept although it looks like a card or identity number. */
  const [kept, setKept] = useState<string | null>(null)
  const isKept = kept === note
  const keep = (which: string | null) => {
    setKept(which)
    draft.confirmNote(which)
  }
  const reason = chosenReason(page, draft.text.reasonCode)
  const reasonCode = reason?.code ?? ''
  const amount = parseMoney(amountText, currency)
  const ask = { amount: amount?.minor ?? 0n, reason, note }
  const preview = previewOf(page, ask)
  const changes = begun.current && amount ? changesBetween(previewOf(begun.current, ask), preview) : []

  const edit = useCallback(
    (change: Partial<DraftText>) => {
      begun.current ??= page
      reset()
      // What was proposed when one began stays, though the offer may move under it.
      draft.edit({ reasonCode, ...change })
    },
    [draft.edit, page, reset, reasonCode],
  )
  const accept = useCallback(() => {
    begun.current = page
    reset()
  }, [page, reset])

  const problem =
    problemOf(amountText, amount !== null, preview, page) ??
    (warning && !isKept ? 'The note looks as if it held a personal number.' : null)
  /** The field that has to be mended first, when it is a field. */
  const missing =
    !amount || codeOf(preview) === 'AMOUNT_INVALID'
      ? 'amount'
      : codeOf(preview) === 'NOTE_REQUIRED' || (warning && !isKept)
        ? 'note'
        : null
  const post = useCallback(async () => {
    if (problem || !amount || !reason) return
    // What moved under the form has to be seen before anything is done by it.
    if (changes.length > 0) return accept()
    draft.hold(true)
    const answer = await give({
      accountId,
      outageId,
      amount: amount.minor.toString(),
      reasonCode: reason.code,
      note: note.trim(),
      ...(warning && isKept ? { noteConfirmed: true } : {}),
      previewed: { way: preview.way, after: preview.after.minor, billOn: preview.billOn },
    })
    if (answer && 'way' in answer) draft.sent()
    draft.hold(false)
    // Given or refused, the account may have moved: the page is asked again, and the form stays as it is.
    if (answer) await queries.invalidateQueries(trpc.adjustments.accountPage.queryFilter({ accountId }))
  }, [
    problem,
    changes,
    accept,
    amount,
    reason,
    note,
    warning,
    isKept,
    preview,
    accountId,
    outageId,
    give,
    draft.hold,
    draft.sent,
    queries,
    trpc,
  ])

  /** The next intent: a clean form after a posting, the same words after a key that was already used. */
  const again = useCallback(
    (keep = false) => {
      begun.current = keep ? page : null
      setAmountLeft(false)
      draft.renew(keep)
      reset()
    },
    [draft.renew, page, reset],
  )

  const envelope = giving.at === 'refused' ? giving.envelope : null
  const wrongAmount = amountText.trim() !== '' && !amount && (amountLeft || !onTheWay.test(amountText))
  return {
    draft,
    edit,
    warning: warning && { words: warning, isKept, keep: () => keep(isKept ? null : note) },
    reason,
    amount,
    preview,
    changes,
    problem,
    missing,
    giving,
    post,
    again,
    leaveAmount: () => setAmountLeft(true),
    errors: errorsOf(envelope, wrongAmount ? 'Write it as 10, $10.00 or 1,234.50.' : null),
    label: changes.length > 0 ? 'Seen what changed' : labelOf(preview, amount !== null && amount.minor > 0n),
  }
}

/** A top-up while something is left of the fair offer; beyond it is goodwill, and called so (rulings 3). */
function chosenReason({ reasons, offer }: AccountPage, code: string): ReasonView | null {
  const isCovered = offer.amount.minor === '0' && offer.given.minor !== '0'
  return (
    reasons.find((each) => each.code === code) ??
    reasons.find((each) => each.kind === (isCovered ? 'goodwill' : 'top_up')) ??
    reasons[0] ??
    null
  )
}

/** Why the button cannot be pressed, in one sentence; null when it can. */
function problemOf(text: string, parsed: boolean, preview: Preview, page: AccountPage): string | null {
  if (!page.mayGive.ok) return page.mayGive.because
  if (text.trim() === '') {
    return page.offer.amount.minor === '0'
      ? 'Type an amount.'
      : `Type an amount, or press O for ${formatMoney(page.offer.amount)}.`
  }
  if (!parsed) return 'Write the amount as 10, $10.00 or 1,234.50.'
  return preview.verdict.ok ? null : preview.verdict.because
}

const codeOf = ({ verdict }: Preview): string | null => (verdict.ok ? null : verdict.code)

/** The button says exactly what it does. */
function labelOf(preview: Preview, some: boolean): string {
  if (!some) return 'Post'
  const amount = formatMoney(moneyOf(preview.change))
  return preview.way === 'post' || !preview.needs
    ? `Post ${amount}`
    : `Ask ${whoDecides(preview.needs)} for ${amount}`
}

/** Puts what the server said at the field it is about; what belongs to none stands above the button. */
function errorsOf(envelope: Envelope | null, amountError: string | null): FieldErrors {
  const none: FieldErrors = { amount: amountError, reason: null, note: null, form: null }
  if (!envelope) return none
  const path = envelope.fields?.[0]?.path ?? ''
  if (envelope.code === 'NOTE_REQUIRED' || envelope.code === 'NOTE_PERSONAL' || path === 'note')
    return { ...none, note: envelope.message }
  if (envelope.code === 'REASON_UNKNOWN' || path === 'reasonCode')
    return { ...none, reason: envelope.message }
  const aboutAmount = ['AMOUNT_INVALID', 'OVER_LIMIT', 'OVER_BUDGET', 'OVER_AUTHORITY'].includes(
    envelope.code,
  )
  if (aboutAmount || path === 'amount') return { ...none, amount: envelope.message }
  return { ...none, form: envelope }
}
