import type { Tone } from '#client/ui/classes.ts'
import { dayLong } from '#client/ui/format.ts'
import type { AdjustmentView, Given } from '#shared/adjustments/views.ts'
import { formatMoney, type MoneyView } from '#shared/money.ts'

const stateWords: Record<AdjustmentView['state'], { word: string; tone: Tone }> = {
  requested: { word: 'waiting', tone: 'accent' },
  granted: { word: 'granted', tone: 'given' },
  refused: { word: 'refused', tone: 'refused' },
  returned: { word: 'sent back', tone: 'outage' },
  withdrawn: { word: 'withdrawn', tone: 'neutral' },
  expired: { word: 'expired', tone: 'neutral' },
  reversed: { word: 'reversed', tone: 'refused' },
}

export const stateOf = (adjustment: Pick<AdjustmentView, 'state'>) => stateWords[adjustment.state]

export const whoDecides = (needs: { role: string; approvals?: number }): string =>
  needs.approvals === 2 ? 'two managers' : `a ${needs.role}`

/** "Posted $5.48, on the bill of 14 March, promised by 14 April." */
export function outcomeWords(given: Given): string {
  const amount = formatMoney(given.amount)
  if (given.way === 'request') {
    return `Asked ${given.needs ? whoDecides(given.needs) : 'a supervisor'} for ${amount}. Nothing is on the bill yet.`
  }
  const bill = given.billOn ? `, on the bill of ${dayLong(given.billOn)}` : ''
  const promise = given.promisedBy ? `, promised by ${dayLong(given.promisedBy)}` : ''
  return `Posted ${amount}${bill}${promise}.`
}

/** What to read back to the customer, in words they can write down. */
export function readBack(
  given: Pick<Given, 'way' | 'amount' | 'billOn' | 'promisedBy' | 'number' | 'needs'>,
): string {
  const amount = formatMoney(given.amount)
  if (given.way === 'request') {
    return `I have asked for ${amount} for you; the request is ${given.number}. Somebody decides it within a day, and nothing is promised until then.`
  }
  const bill = given.billOn ? ` You will see it on your ${usDay(given.billOn)} bill` : ''
  const promise = given.promisedBy ? `, and no later than ${usDay(given.promisedBy)}` : ''
  return `I have added ${amount} to your account; the number is ${given.number}.${bill}${bill ? promise : ''}${bill ? '.' : ''}`
}

/** What became of a request, in one sentence for whoever asked. */
export function decisionWords(adjustment: AdjustmentView): string {
  const by = adjustment.decidedBy ? ` by ${adjustment.decidedBy}` : ''
  const why = adjustment.decisionReason ? `: “${adjustment.decisionReason}”` : ''
  const asked = formatMoney(adjustment.requested)
  switch (adjustment.state) {
    case 'granted': {
      const granted = adjustment.granted ?? adjustment.requested
      const part = granted.minor === adjustment.requested.minor ? '' : ` of ${asked}`
      const bill = adjustment.billOn ? `, on the bill of ${dayLong(adjustment.billOn)}` : ''
      return `${formatMoney(granted)}${part} granted${by}${bill}${why}`
    }
    case 'requested':
      if (adjustment.approvals.length > 0) {
        return `${asked} approved by ${adjustment.approvals.map((each) => each.name).join(', ')}; a second manager has to agree`
      }
      return `${asked} is waiting for ${whoDecides({ role: adjustment.needsRole ?? 'supervisor', approvals: adjustment.approvalsNeeded })}`
    case 'reversed':
      return `${formatMoney(adjustment.reversal?.amount ?? adjustment.granted ?? adjustment.requested)} taken back by ${adjustment.reversal?.by ?? 'a colleague'}: “${adjustment.reversal?.reason ?? ''}”`
    default:
      return `${asked} ${stateOf(adjustment).word}${by}${why}`
  }
}

const american = new Intl.DateTimeFormat('en-US', { month: 'long', day: 'numeric', timeZone: 'UTC' })
/** "March 14": as the customer says it, not as the desk writes it. */
const usDay = (date: string): string => american.format(new Date(`${date.slice(0, 10)}T00:00:00Z`))

/** "+$34.52", "−$1.00", "$0.00" */
export function signed(amount: MoneyView): string {
  const minor = BigInt(amount.minor)
  const size = formatMoney({ minor: (minor < 0n ? -minor : minor).toString(), currency: amount.currency })
  return minor === 0n ? size : `${minor < 0n ? '−' : '+'}${size}`
}

/** "5.48" for a text field, from "$5.48". */
export const plainAmount = (amount: MoneyView): string => formatMoney(amount).replace(/^[^\d]+/, '')
