/** What anybody can read on a bill or guess: a passcode must not be found in it (47 CFR 64.2010(b): not readily available). */
export type Findable = { accountId: string; phones: readonly string[]; postalCode: string | null }

const digitsOf = (text: string): string => text.replace(/\D/g, '')
const runs = '01234567890123456789'

/** Why this cannot be an account's passcode; null when it can. */
export function passcodeProblem(passcode: string, known: Findable): string | null {
  if (!/^\d{6,10}$/.test(passcode)) return 'A passcode has 6 to 10 digits.'
  if (
    /^(\d)\1+$/.test(passcode) ||
    runs.includes(passcode) ||
    runs.includes([...passcode].reverse().join(''))
  )
    return 'This passcode is too easy to guess.'
  const findable = [known.accountId, known.postalCode ?? '', ...known.phones].map(digitsOf)
  if (findable.some((text) => text.length >= 5 && (text.includes(passcode) || passcode.includes(text))))
    return 'A passcode must not be part of the account number, a phone number or the postal code.'
  return null
}
