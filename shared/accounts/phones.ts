const nanp = /^[2-9]\d{2}[2-9]\d{6}$/
const plain = /^\+1[2-9]\d{2}[2-9]\d{6}$/
const extension = /(?:ext\.?|extension|x|#)\s*\d{1,6}\s*$/i
const written = /^[+(]?[\d\s().\-–—‐‑/+]*$/

/**
 * A phone number in any form people write ("(720) 555-0151", "1.720.555.0151", "tel:+1-720-555-0151 ext. 4"), as E.164.
 * Null for what is not one. A number without a country is a North American one.
 */
export function parsePhone(text: string): string | null {
  if (plain.test(text)) return text
  if (nanp.test(text)) return `+1${text}`
  if (text.length > 60) return null
  const bare = text.normalize('NFKC').trim().replace(/^tel:/i, '').replace(extension, '').trim()
  if (!written.test(bare)) return null
  const digits = bare.replace(/\D/g, '')
  if (bare.startsWith('+')) return international(digits)
  if (digits.length === 10 && nanp.test(digits)) return `+1${digits}`
  if (digits.length === 11 && digits.startsWith('1') && nanp.test(digits.slice(1))) return `+${digits}`
  if (/^(?:011|00)/.test(digits)) return international(digits.replace(/^(?:011|00)/, ''))
  return null
}

function international(digits: string): string | null {
  if (digits.length < 7 || digits.length > 15 || digits.startsWith('0')) return null
  if (digits.startsWith('1') && !(digits.length === 11 && nanp.test(digits.slice(1)))) return null
  return `+${digits}`
}

/** The digits of a whole or partial number, for a search by its end; null when the text holds anything but a number. */
export function phoneDigits(text: string): string | null {
  if (text.length > 60) return null
  const whole = parsePhone(text)
  if (whole) return whole.slice(1)
  const bare = text.normalize('NFKC').trim().replace(/^tel:/i, '')
  if (!written.test(bare)) return null
  const digits = bare.replace(/\D/g, '')
  return digits.length >= 1 && digits.length <= 15 ? digits : null
}

/** How the desk shows a number: "(720) 555-0151"; one from elsewhere stays as it is, "+442079460000". */
export function formatPhone(phone: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone)
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : phone
}
