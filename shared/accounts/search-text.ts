import { adjustmentIdOf } from '../request-numbers.ts'
import { searchWords } from './name-words.ts'
import { parsePhone, phoneDigits } from './phones.ts'

/** What a typed or pasted text may mean. Several can hold at once: "401000003" is an account and the end of a phone. */
export type SearchMeaning = {
  readonly adjustmentId: bigint | null
  /** The start of an account number: as it was written, and without the hyphens people put into one. */
  readonly accountPrefixes: readonly string[]
  /** Digits at the end of a phone number, last first; with the country code when the number is whole. */
  readonly phoneReversed: string | null
  readonly wholePhone: boolean
  readonly imsi: string | null
  readonly emailPrefix: string | null
  readonly nameWords: readonly string[]
}

/** Control and format characters, line separators and halves of surrogate pairs come along with pastes; none is searched. */
const clean = (text: string): string => text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ').trim()

const isAccountNumber = (text: string): boolean => /^(?=.*\d)[A-Za-z0-9-]{3,32}$/.test(text)

export function meaningOf(raw: string): SearchMeaning {
  const text = clean(raw)
  const compact = text.replace(/[\s-]/g, '')
  const digits = phoneDigits(text)
  const whole = parsePhone(text)
  const isNumber = digits !== null && digits.length >= 4
  const email = /^\S+@\S*$/.test(text) ? text.toLowerCase() : null
  const adjustmentId = adjustmentIdOf(text)
  const words =
    email || isNumber || adjustmentId !== null
      ? []
      : fewerLetters(searchWords(text))
          .slice(0, 6)
          .map((word) => word.slice(0, 60))
  return {
    adjustmentId,
    accountPrefixes:
      adjustmentId === null ? [...new Set([compact, text.replace(/\s/g, '')])].filter(isAccountNumber) : [],
    phoneReversed: isNumber ? reversed(whole ?? digits) : null,
    wholePhone: whole !== null,
    imsi: /^\d{14,15}$/.test(compact) ? compact : null,
    emailPrefix: email,
    nameWords: words.some((word) => word.length >= 2) ? words : [],
  }
}

/** A single letter beside longer words matches too much to help: "o brien" is looked for as "brien". */
const fewerLetters = (words: readonly string[]): readonly string[] =>
  words.some((word) => word.length > 1) ? words.filter((word) => !/^\p{L}$/u.test(word)) : words

const reversed = (text: string): string => [...text].reverse().join('')

/** What kind of thing was searched, for the journal, which must not hold what was typed. */
export function searchKinds(text: string): string {
  const { adjustmentId, accountPrefixes, phoneReversed, imsi, emailPrefix, nameWords } = meaningOf(text)
  const kinds = [
    adjustmentId !== null && 'request',
    accountPrefixes.length > 0 && 'account',
    phoneReversed !== null && 'phone',
    imsi !== null && 'sim',
    emailPrefix !== null && 'email',
    nameWords.length > 0 && 'name',
  ]
  return kinds.filter(Boolean).join(' ') || 'nothing'
}
