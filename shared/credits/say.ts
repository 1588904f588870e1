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
  readonly offer: Money
  /** Why nothing can be offered at this desk, or null. */
  readonly bar: string | null
  readonly billDay: string
}

const numbers = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const inWords = (count: number): string => numbers[count] ?? String(count)
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** "about 10 hours", "about 40 minutes": floored, because one does not overstate a loss nor argue about seconds. */
function roughly(seconds: number): string {
  const hours = Math.floor(seconds / 3600)
  if (hours >= 1) return `about ${hours === 1 ? 'an hour' : `${inWords(hours)} hours`}`
  const minutes = Math.max(1, Math.floor(seconds / 60))
  return `about ${minutes === 1 ? 'a minute' : `${minutes} minutes`}`
}

/** The sentence to say aloud: customer-safe, no jargon, nothing promised that the desk does not do. */
export function sentenceToSay(facts: SayFacts): string {
  const { lines, affectedLines, longestSeconds, given, offer, bar, billDay, outageDay } = facts
  if (affectedLines === 0) {
    return `I checked each of your ${lines === 1 ? 'lines' : `${inWords(lines)} lines`}: none of them lost service in the outage of ${outageDay}.`
  }
  const loss =
    lines === 1
      ? `Your line was without service for ${roughly(longestSeconds)} on ${outageDay}.`
      : `${capital(inWords(affectedLines))} of your ${inWords(lines)} lines ${affectedLines === 1 ? 'was' : 'were'} without service for ${affectedLines === 1 ? '' : 'up to '}${roughly(longestSeconds)} on ${outageDay}.`
  if (bar)
    return `${loss} I am sorry. I cannot put a credit on this account from here; let me bring you to the people who can help.`
  const onItsWay = given.minor > 0n ? ` ${formatMoney(given)} is already on its way` : ''
  const onTheBill = `You will see it on your ${billDay} bill.`
  if (offer.minor === 0n) {
    const covered = affectedLines === 1 ? 'it' : 'each of them'
    return onItsWay
      ? `${loss}${onItsWay}, which is at least a day of service for ${covered}. ${onTheBill}`
      : loss
  }
  const offered = `I can add ${formatMoney(offer)} today, so that each line gets its day back`
  return onItsWay ? `${loss}${onItsWay}, and ${offered}. ${onTheBill}` : `${loss} ${offered}. ${onTheBill}`
}
