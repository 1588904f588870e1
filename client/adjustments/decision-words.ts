import type { RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney, type Money } from '#shared/money.ts'

export type Mode = 'approve' | 'less' | 'return' | 'refuse'

/** The button says exactly what it does. */
export function labelOf(
  mode: Mode,
  amount: Money | null,
  requested: RequestPage['adjustment']['requested'],
): string {
  if (mode === 'refuse') return `Refuse ${formatMoney(requested)}`
  if (mode === 'return') return `Send back ${formatMoney(requested)}`
  if (!amount) return 'Approve less'
  return mode === 'less'
    ? `Approve ${formatMoney(amount)} of ${formatMoney(requested)}`
    : `Approve ${formatMoney(amount)}`
}

/** The field that a decision still waits for: the key that decides puts the hand there. */
export function missingIn(
  mode: Mode,
  amount: Money | null,
  requested: RequestPage['adjustment']['requested'],
  reason: string,
): 'amount' | 'reason' | null {
  if (mode === 'approve') return null
  if (mode === 'less' && (!amount || amount.minor <= 0n || amount.minor >= BigInt(requested.minor)))
    return 'amount'
  return reason.trim() === '' ? 'reason' : null
}

/** Why it cannot be decided like this, in one sentence. The server says the last word. */
export function problemOf(
  { adjustment, yourLimit }: RequestPage,
  mode: Mode,
  amount: Money | null,
  reason: string,
): string | null {
  const { may, requested } = adjustment
  if (!may.refuse.ok) return may.refuse.because
  if (mode === 'refuse')
    return reason.trim() === '' ? 'Say why it is refused: whoever asked reads it to the customer.' : null
  if (mode === 'return')
    return reason.trim() === '' ? 'Say what is missing: whoever asked mends it and asks again.' : null
  if (mode === 'approve') return may.approve.ok ? null : may.approve.because
  const within = yourLimit && amount && amount.minor <= BigInt(yourLimit.minor)
  // A sum above one's authority may be approved in part; any other bar holds for a part as well.
  if (!may.approve.ok && may.approve.code !== 'OVER_AUTHORITY') return may.approve.because
  if (!amount) return 'Write the amount as 10, $10.00 or 1,234.50.'
  if (amount.minor <= 0n) return 'Approve an amount above zero, or refuse the request.'
  if (amount.minor >= BigInt(requested.minor))
    return `Less than the ${formatMoney(requested)} asked, or approve as asked.`
  if (!may.approve.ok && !within) return may.approve.because
  return reason.trim() === '' ? 'Say why it is less than asked.' : null
}
