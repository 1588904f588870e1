/**
 * A cell that a spreadsheet shows and never runs (OWASP, CSV injection): what begins like a formula, even after blanks
 * or quotes and in full-width letters, gets an apostrophe before it. Numbers stay numbers, negative ones too. One event
 * is one line, so what would break a line becomes a blank.
 */
export function csvCell(value: string | number | bigint | null): string {
  const text = String(value ?? '').replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
  if (/^-?\d{1,15}(\.\d+)?$/.test(text)) return text
  const runs = /^[\s"'`;,|]*[=+\-@\uff1d\uff0b\uff0d\uff20|%]/u.test(text)
  return `"${runs ? "'" : ''}${text.replaceAll('"', '""')}"`
}
