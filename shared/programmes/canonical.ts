/** The one text of a value: keys sorted, no spaces, undefined left out. Numbers must be whole and exact. */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quoted(value)
    case 'number':
      if (!Number.isSafeInteger(value))
        throw new RangeError(`${value} is not a whole number that JSON keeps exactly`)
      return value === 0 ? '0' : `${value}`
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      return Array.isArray(value) ? listText(value) : objectText(value as Record<string, unknown>)
    default:
      throw new TypeError(`a ${typeof value} has no place in facts`)
  }
}

/** A hash function of a text, as hex: node:crypto on the server, sha256.ts in a browser. */
export type Digest = (text: string) => string

function listText(list: readonly unknown[]): string {
  let text = '['
  for (let index = 0; index < list.length; index += 1)
    text += (index === 0 ? '' : ',') + canonical(list[index])
  return `${text}]`
}

function objectText(fields: Record<string, unknown>): string {
  let text = '{'
  for (const key of sorted(Object.keys(fields))) {
    const field = fields[key]
    if (field === undefined) continue
    text += `${text.length === 1 ? '' : ','}${quoted(key)}:${canonical(field)}`
  }
  return `${text}}`
}

/** Sorted in place by insertion: facts have few fields, mostly in order, and a million accounts have them. */
function sorted(keys: string[]): string[] {
  for (let index = 1; index < keys.length; index += 1) {
    const key = keys[index] as string
    let at = index - 1
    while (at >= 0 && (keys[at] as string) > key) {
      keys[at + 1] = keys[at] as string
      at -= 1
    }
    keys[at + 1] = key
  }
  return keys
}

/** Most texts need no escapes, and JSON.stringify is slow for short ones. */
const plain = /^[\w .,:;()/+-]*$/
const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text))
