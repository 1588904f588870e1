import type { AccountType } from '../accounts/account.ts'
import { formatMoney, type Money } from '../money.ts'

export type SayFacts = {
  readonly type: AccountType
  readonly outageDay: string
  readonly lines: number
  readonly affectedLines: number
  readonly longestSeconds: number
  /** What was given for this outage before this call, automatic and manual. */
  readonly given: Money
  /** What of it stands on a bill already, and on which; null when nothing does. */
  readonly billed: { readonly amount: Money; readonly day: string } | null
  readonly offer: Money
  /** Why nothing can be offered at this desk, or null. */
  readonly bar: string | null
  readonly billDay: string
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const inWords = (count: number): string => numbers[count] ?? String(count)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/**
 * "about ten hours", "about an hour and a half": by the half hour, and never more than ten minutes above what was lost,
 * because one does not overstate a loss; and whoever was without service for 1 h 59 m is not told "an hour".
 */
function roughly(seconds: number): string {
  const halves = Math.floor((seconds + 600) / 1800)
  const hours = Math.floor(halves / 2)
  const half = halves % 2 === 1
  if (hours >= 2) return `about ${inWords(hours)}${half ? ' and a half' : ''} hours`
  if (hours === 1) return half ? 'about an hour and a half' : 'about an hour'
  const minutes = Math.max(1, Math.floor(seconds / 60))
  return `about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`
}

/** "All five of your lines were", "One of your three lines was": nobody says "five of your five". */
function whose(affected: number, lines: number): string {
  if (lines === 1) return 'Your line was'
  if (affected === lines) return `${lines === 2 ? 'Both' : `All ${inWords(lines)}`} of your lines were`
  return `${capital(inWords(affected))} of your ${inWords(lines)} lines ${affected === 1 ? 'was' : 'were'}`
}

/** Where what was given is: on a bill that the customer has, or on its way to the next. Null when nothing was given. */
function whereItIs({ given, billed }: Pick<SayFacts, 'given' | 'billed'>): string | null {
  if (given.minor <= 0n) return null
  if (!billed || billed.amount.minor <= 0n) return `${formatMoney(given)} is already on its way`
  const onBill = `${formatMoney(billed.amount)} is on your ${billed.day} bill`
  const rest = given.minor - billed.amount.minor
  if (rest <= 0n) return onBill
  return `${onBill} and ${formatMoney({ ...given, minor: rest })} more is on its way`
}

/** The sentence to say aloud: customer-safe, no jargon, nothing promised that the desk does not do. */
export function sentenceToSay(facts: SayFacts): string {
  const { lines, affectedLines, longestSeconds, given, billed, offer, bar, billDay, outageDay } = facts
  if (affectedLines === 0) {
    return `I checked each of your ${lines === 1 ? 'lines' : `${inWords(lines)} lines`}: none of them lost service in the outage of ${outageDay}.`
  }
  const upTo = affectedLines === 1 ? '' : 'up to '
  const loss = `${whose(affectedLines, lines)} without service for ${upTo}${roughly(longestSeconds)} on ${outageDay}.`
  if (bar)
    return `${loss} I am sorry. I cannot put a credit on this account from here; let me bring you to the people who can help.`
  const where = whereItIs(facts)
  const onTheBill = `You will see it on your ${billDay} bill.`
  if (offer.minor === 0n) {
    if (!where) return loss
    const covered = affectedLines === 1 ? 'it' : 'each of them'
    const isOnBill = billed !== null && billed.amount.minor >= given.minor
    if (isOnBill) return `${loss} ${where}, which is at least a day of service for ${covered}.`
    return billed
      ? `${loss} ${where}, together at least a day of service for ${covered}. You will see the rest on your ${billDay} bill.`
      : `${loss} ${where}, which is at least a day of service for ${covered}. ${onTheBill}`
  }
  const offered = `I can add ${formatMoney(offer)} today, so that each line gets its day back`
  return where ? `${loss} ${where}, and ${offered}. ${onTheBill}` : `${loss} ${offered}. ${onTheBill}`
}
