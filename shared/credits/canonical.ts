/** The one text of a value: keys sorted, no spaces, undefined left out. Numbers must be whole and exact. */
export function canonical(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isSafeInteger(value))
      throw new RangeError(`${value} is not a whole number that JSON keeps exactly`)
    return value === 0 ? '0' : String(value)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value !== 'object') throw new TypeError(`a ${typeof value} has no place in facts`)
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  const fields = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(fields).sort()) {
    const field = fields[key]
    if (field === undefined) continue
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonical(field)}`
  }
  return `{${text}}`
}

/** A hash function of a text, as hex: node:crypto on the server, sha256.ts in a browser. */
export type Digest = (text: string) => string
