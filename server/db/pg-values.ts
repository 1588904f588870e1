import pg from 'pg'

/**
 * How a column's text becomes a value. Both databases speak the same wire protocol to the same client,
 * so this one table decides for both: money never passes through a float, a civil date never through a zone.
 */
const byDefault = pg.types.getTypeParser as (
  oid: number,
  format?: 'text' | 'binary',
) => (text: string) => unknown
/** The parser of text[] splits the literal; what an element becomes is ours to say. */
const textArray = 1009
const asText = (text: string) => text

const parsers = new Map<number, (text: string) => unknown>([
  [20, BigInt], // int8
  [1700, asText], // numeric
  [1082, asText], // date
  [1114, asText], // timestamp: it names no instant, so it must not become a Date
  [1186, asText], // interval
  [1016, arrayOf(BigInt)],
  [1231, arrayOf(asText)],
  [1182, arrayOf(asText)],
  [1115, arrayOf(asText)],
])

function arrayOf(parse: (text: string) => unknown) {
  const split = byDefault(textArray)
  const mapped = (item: unknown): unknown =>
    Array.isArray(item) ? item.map(mapped) : item === null ? null : parse(String(item))
  return (text: string) => mapped(split(text))
}

export const valueTypes: pg.CustomTypesConfig = {
  getTypeParser(oid: number, format?: 'text' | 'binary') {
    const own = format === 'binary' ? undefined : parsers.get(oid)
    return own ?? byDefault(oid, format)
  },
}
