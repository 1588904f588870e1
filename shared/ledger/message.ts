import { formatMoney, money } from '../money.ts'
import { type BillingRoute, type Direction, itemKey, type TaxTreatment } from './billing.ts'

export type BillingMessage = {
  accountId: string
  transferId: bigint
  direction: Direction
  route: BillingRoute
  amount: bigint
  currency: string
  glCode: string
  tax: TaxTreatment
  billOn: string
  /** The biller's number of the account where it is another one; null when it is ours. */
  billTo: string | null
}

const reasons: Record<Direction, string> = { credit: 'outage-credit', debit: 'outage-credit-taken-back' }

/**
 * The body of POST /adjustBalance, shaped like AdjustBalance_Create of TM Forum's TMF654 v4, with what it lacks under a
 * type of our own. Amounts are positive and carry a direction, because billing systems differ in what a sign means;
 * `amount.amount` is for readers of TMF654, `amountMinor` is what counts.
 */
export function adjustBalanceOf(message: BillingMessage): Record<string, unknown> {
  const account = { id: message.billTo ?? message.accountId }
  return {
    '@type': 'OutageAdjustBalance',
    '@baseType': 'AdjustBalance',
    externalId: itemKey(message.transferId),
    accountId: message.accountId,
    adjustType: 'oneTime',
    usageType: 'monetary',
    amount: { amount: decimalOf(message.amount, message.currency), units: message.currency },
    amountMinor: message.amount.toString(),
    direction: message.direction,
    reason: reasons[message.direction],
    bucket: account,
    partyAccount: { ...account, '@referredType': 'BillingAccount' },
    channel: { id: 'makeright' },
    route: message.route,
    glCode: message.glCode,
    taxTreatment: message.tax,
    billDate: message.billOn,
  }
}

/** "1,234.50" as a JSON number, out of its digits and not by dividing. */
const decimalOf = (minor: bigint, currency: string): number =>
  Number(formatMoney(money(minor, currency)).replace(/[^\d.]/g, ''))
