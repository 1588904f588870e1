import { formatMoney, type MoneyView, moneyOf } from '../money.ts'
import type { Difference } from './views.ts'

/** One line of a biller's statement, or of ours: what was put on bills, by the name of the amount. */
export type StatementLine = {
  key: string
  accountId: string
  direction: 'credit' | 'debit'
  amount: MoneyView
}

const signed = ({ direction, amount }: StatementLine): bigint =>
  direction === 'credit' ? moneyOf(amount).minor : -moneyOf(amount).minor
const same = (one: StatementLine, other: StatementLine): boolean =>
  one.amount.currency === other.amount.currency && signed(one) === signed(other)
const said = ({ direction, amount }: StatementLine) =>
  `${formatMoney(amount)}${direction === 'debit' ? ' taken back' : ''}`

/**
 * Holds our lines against a biller's, item by item. A name that stands twice in the statement was booked twice: its
 * amounts are added up, and differ from ours. `theirs` is used up: what is left in it is unknown to us.
 */
export function compareLine(ours: StatementLine, theirs: Map<string, StatementLine[]>): Difference | null {
  const found = theirs.get(ours.key)
  theirs.delete(ours.key)
  const base = { key: ours.key, accountId: ours.accountId, ours: ours.amount }
  const [first, ...more] = found ?? []
  if (!first)
    return {
      ...base,
      kind: 'missing_at_billing',
      theirs: null,
      words: `The desk has ${said(ours)} as applied; the statement does not have it.`,
    }
  if (more.length === 0 && same(ours, first)) return null
  return {
    ...base,
    kind: 'amount_differs',
    theirs: first.amount,
    words:
      more.length > 0
        ? `The desk gave ${said(ours)}; the statement has it ${more.length + 1} times.`
        : `The desk gave ${said(ours)}; the statement has ${said(first)}.`,
  }
}

export const unknownLine = (line: StatementLine, because: string): Difference => ({
  kind: 'unknown_to_us',
  key: line.key,
  accountId: line.accountId,
  ours: null,
  theirs: line.amount,
  words: `The statement has ${said(line)}; ${because}`,
})
