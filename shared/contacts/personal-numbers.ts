export type PersonalNumber = 'card number' | 'identity number'

/** Thirteen to nineteen digits, as people write cards: in a row, or parted by single spaces or hyphens. */
const longNumber = /(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)/g
/** How the numbers of the payment networks begin (ISO/IEC 7812): without it every seventh IMEI would pass for a card. */
const network =
  /^(?:4|5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)|3[47]|30[0-5]|3[689]|6011|64[4-9]|65|62|352[89]|35[3-8])/
/** A number of US social security, with its parts; areas 000, 666 and 9xx, group 00 and serial 0000 are never given out. */
const identity = /(?<![\d-])(?!000|666|9)\d{3}([ -])(?!00)\d{2}\1(?!0000)\d{4}(?![\d-])/
const namedIdentity = /\b(?:ssn|social(?: security)?|tax id|itin)\b\D{0,20}(?!000|666)\d{9}(?!\d)/i

/** The check digit of Luhn (ISO/IEC 7812-1, annex B). */
export function passesLuhn(digits: string): boolean {
  let sum = 0
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at])
    const doubled = at % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

/**
 * What looks like a card or a US identity number in a text that somebody typed. Such numbers do not belong into a note:
 * it is read by many and kept for years. Account numbers, phones and amounts pass.
 */
export function personalNumbersIn(text: string): PersonalNumber[] {
  const plain = text
    .normalize('NFKC')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/\s+/g, ' ')
  const found: PersonalNumber[] = []
  const isCard = [...plain.matchAll(longNumber)].some(([number]) => {
    const digits = number.replace(/\D/g, '')
    return network.test(digits) && passesLuhn(digits)
  })
  if (isCard) found.push('card number')
  if (identity.test(plain) || namedIdentity.test(plain)) found.push('identity number')
  return found
}

/** The warning, or null. The same sentence stands in the form and in the server's refusal. */
export function noteWarning(text: string): string | null {
  const found = personalNumbersIn(text)
  return found.length === 0
    ? null
    : `This looks like ${found.map((each) => (each === 'card number' ? 'a card number' : 'an identity number')).join(' and ')}. Take it out of the note: many people read it.`
}

/** Nine digits and more, however they are parted: what may be one of those numbers, an account or a phone. */
const digitRuns = /\p{Nd}(?:[\s\p{Pd}−.]?\p{Nd}){8,}/gu
const hidden = (run: string): string => {
  const digits = run.match(/\p{Nd}/gu)?.length ?? 0
  let at = 0
  return run.replace(/\p{Nd}/gu, (digit) => {
    at += 1
    return at > digits - 4 ? digit : '•'
  })
}

/**
 * The text with such numbers hidden but for their last four digits, for what is only kept while somebody types. Where it
 * cannot be told which digits are meant, more are hidden rather than fewer.
 */
export function hidePersonalNumbers(text: string): string {
  if (personalNumbersIn(text).length === 0) return text
  const exact = text.replace(digitRuns, (run) => (personalNumbersIn(run).length > 0 ? hidden(run) : run))
  if (personalNumbersIn(exact).length === 0) return exact
  const wide = exact.replace(digitRuns, hidden)
  return personalNumbersIn(wide).length === 0 ? wide : wide.replace(/\p{Nd}/gu, '•')
}
