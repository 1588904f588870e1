/** What anybody can read on a bill or guess: a passcode must not be found in it (47 CFR 64.2010(b): not readily available). */
export type Findable = { accountId: string; phones: readonly string[]; postalCode: string | null }

const digitsOf = (text: string): string => text.replace(/\D/g, '')
const runs = '01234567890123456789'

/** Why this cannot be an account's passcode; null when it can. */
export function passcodeProblem(passcode: string, known: Findable): string | null {
  if (!/^\d{6,10}$/.test(passcode)) return 'A passcode has 6 to 10 digits.'
  const findable = [known.accountId, known.postalCode ?? '', ...known.phones].map(digitsOf)
  if (findable.some((text) => text.length >= 5 && (text.includes(passcode) || passcode.includes(text))))
    return 'A passcode must not be part of the account number, a phone number or the postal code.'
  if (
    /^(\d{1,3})\1+$/.test(passcode) ||
    new Set(passcode).size < 3 ||
    /^(?:(\d)\1)+$/.test(passcode) ||
    runs.includes(passcode) ||
    runs.includes([...passcode].reverse().join(''))
  )
    return 'This passcode is too easy to guess.'
  if (dates.some((date) => date.test(passcode)))
    return 'A passcode must not be a date: a birthday is easily found out.'
  return null
}

/** Six or eight digits that can be read as a day, in any order that people write one. */
const dates: readonly RegExp[] = [
  /^(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d\d|(?:19|20)\d\d)$/,
  /^(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:\d\d|(?:19|20)\d\d)$/,
  /^(?:\d\d|(?:19|20)\d\d)(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/,
]
