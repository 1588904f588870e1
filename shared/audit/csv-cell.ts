/** What a spreadsheet takes for the beginning of a formula, in full-width letters too, or of a command (OWASP, CSV injection). */
const leads = '=+\\-@\\uff1d\\uff0b\\uff0d\\uff20|%'
const runs = new RegExp(`^[\\s"'\`;,|]*[${leads}]`, 'u')
const runsAfterDelimiter = new RegExp(`([;|][\\s"'\`]*)(?=[${leads}])`, 'gu')

/**
 * A cell that a spreadsheet shows and never runs: what begins like a formula, even after blanks or quotes, gets an
 * apostrophe before it, and so does what begins one after a semicolon or a bar, where a reader with another delimiter cuts.
 * Numbers stay numbers, negative ones too. One event is one line, so what would break a line becomes a blank.
 */
export function csvCell(value: string | number | bigint | null): string {
  const line = String(value ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  if (/^-?\d{1,15}(\.\d+)?$/.test(line)) return line
  const text = line.replace(runsAfterDelimiter, "$1'")
  return `"${runs.test(line) ? "'" : ''}${text.replaceAll('"', '""')}"`
}
