import { describe, expect, it } from 'vitest'
import { csvRows, type Row } from '#server/imports/csv-rows.ts'

async function read(pieces: (string | Uint8Array)[], delimiter?: string): Promise<Row[]> {
  const all: Row[] = []
  async function* chunks() {
    yield* pieces
  }
  for await (const rows of csvRows(chunks(), delimiter)) all.push(...rows)
  return all
}

describe('reading separated text', () => {
  it('takes a byte order mark, CRLF, quotes, and a cell of two lines; counts physical lines', async () => {
    const bytes = new TextEncoder().encode('\uFEFFa,b\r\n"x ""y""",é\r\n\r\n"two\r\nlines",2\r\n5" pipe,3')
    // One byte at a time: characters and line ends are cut everywhere.
    const rows = await read([...bytes].map((byte) => Uint8Array.of(byte)))
    expect(rows.map(({ line, cells }) => [line, cells])).toEqual([
      [1, ['a', 'b']],
      [2, ['x "y"', 'é']],
      [4, ['two\nlines', '2']],
      [6, ['5" pipe', '3']],
    ])
  })
  it('finds out the separator from the header', async () => {
    expect((await read(['a|b|c\n1|2,5|3\n']))[1]?.cells).toEqual(['1', '2,5', '3'])
  })
  it('a quote that is never closed costs its own line only', async () => {
    const rows = await read([`a,b\n"oops,1\n${'ok,2\n'.repeat(200)}`])
    expect(rows.filter((row) => row.problem).map((row) => row.line)).toEqual([2])
    expect(rows.filter((row) => !row.problem)).toHaveLength(201)
    expect(rows.at(-1)).toMatchObject({ line: 202, cells: ['ok', '2'] })
  })
  it('text after a closing quote is a problem of its row', async () => {
    expect((await read(['a,b\n"x"y,1\nz,2\n'])).map((row) => row.problem)).toEqual([
      undefined,
      'there is text after a closing quote',
      undefined,
    ])
  })
})
