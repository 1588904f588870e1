import { parsePhone } from '#shared/accounts/phones.ts'
import { parseMoney } from '#shared/money.ts'
import { isTimeZone } from '#shared/time.ts'

/** Why a cell cannot be taken, in the words of the reject file. */
export class Unfit {
  readonly because: string
  constructor(because: string) {
    this.because = because
  }
}
/** Reads one cell (trimmed) to the text the database takes; null is no value. Fast: it runs for each cell of millions. */
export type Reader = (cell: string) => string | null | Unfit

/** Remembers the answers of a slow reader whose cells repeat. */
function remembered(read: Reader): Reader {
  const known = new Map<string, string | null | Unfit>()
  return (cell) => {
    let found = known.get(cell)
    if (found === undefined) {
      found = read(cell)
      if (known.size < 20_000) known.set(cell, found)
    }
    return found
  }
}

const matching =
  (pattern: RegExp, because: string): Reader =>
  (cell) =>
    pattern.test(cell) ? cell : new Unfit(because)

export const text =
  (longest = 200): Reader =>
  (cell) =>
    cell.length <= longest ? cell : new Unfit(`is longer than ${longest} characters`)

export const oneOf = (choices: readonly string[]): Reader => {
  const known = new Set(choices)
  return (cell) => (known.has(cell) ? cell : new Unfit(`must be one of ${choices.join(', ')}`))
}

export const accountNumber = matching(
  /^[A-Za-z0-9-]{3,32}$/,
  'account number must be 3 to 32 letters, digits or hyphens',
)
export const imsi = matching(/^\d{14,15}$/, 'IMSI must be 14 or 15 digits')
export const billDay: Reader = (cell) =>
  /^(?:0?[1-9]|1\d|2[0-8])$/.test(cell) ? cell : new Unfit('bill day must be 1 to 28')
const address = /^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/
export const email: Reader = (cell) =>
  cell.length <= 254 && address.test(cell) ? cell : new Unfit('is not an e-mail address')
export const phone: Reader = (cell) => parsePhone(cell) ?? new Unfit('is not a phone number')
export const zone = remembered((cell) =>
  isTimeZone(cell) ? cell : new Unfit('is not a time zone such as America/Denver'),
)
export const dollars = remembered(
  (cell) => parseMoney(cell, 'USD')?.minor.toString() ?? new Unfit('must be an amount such as 75.99'),
)

export const date = remembered((cell) => {
  const read = /^(\d{4})-(\d{2})-(\d{2})$/.exec(cell)
  if (!read) return new Unfit('must be a date written as 2024-02-22')
  const at = new Date(`${cell}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(cell)
    ? cell
    : new Unfit('is not a day of the calendar')
})

const withZone =
  /^\d{4}-\d{2}-\d{2}[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})$/
/** Kept to the millisecond, as the desk computes. */
export const instant: Reader = (cell) => {
  if (!withZone.test(cell)) return new Unfit('must be an instant with its zone, such as 2024-02-22T08:45:00Z')
  if (!(typeof date(cell.slice(0, 10)) === 'string')) return new Unfit('is not a day of the calendar')
  const at = new Date(cell.replace(' ', 'T'))
  return Number.isNaN(at.getTime()) ? new Unfit('is not an instant') : at.toISOString()
}
