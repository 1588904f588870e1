/** A record of the file: its first physical line, its text as it stood, and its cells or what is wrong with it. */
export type Row = { line: number; raw: string; cells: string[]; problem?: string }

/** A file that cannot be read any further: the import ends and nothing of it is kept. */
export class UnreadableFile extends Error {}

const longestLine = 1_000_000
const longestRecord = 50

/**
 * Reads separated text in batches of records: UTF-8 with or without a byte order mark, LF or CRLF, quoted cells that may
 * hold line ends. A quote that is never closed costs its own line only, not the rest of the file. Written here because
 * a reject needs its physical line and its raw text, which the parsers on offer give at a third of the speed.
 */
export async function* csvRows(
  chunks: AsyncIterable<Uint8Array | string>,
  delimiter?: string,
): AsyncGenerator<Row[]> {
  const decoder = new TextDecoder('utf-8')
  const records = new Records(delimiter)
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest + (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }))
    let start = 0
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      records.take(
        text.charCodeAt(end - 1) === 13 && end > start ? text.slice(start, end - 1) : text.slice(start, end),
      )
      start = end + 1
    }
    rest = start === 0 ? text : text.slice(start)
    if (rest.length > longestLine)
      throw new UnreadableFile(
        'a line is longer than a million characters: this is not a table of separated text',
      )
    if (records.rows.length > 0) yield records.empty()
  }
  rest += decoder.decode()
  if (rest !== '') records.take(rest.endsWith('\r') ? rest.slice(0, -1) : rest)
  records.end()
  if (records.rows.length > 0) yield records.empty()
}

class Records {
  rows: Row[] = []
  #delimiter: string | undefined
  #lines = 0
  #open: { line: number; parts: string[] } | null = null

  constructor(delimiter: string | undefined) {
    this.#delimiter = delimiter
  }

  empty(): Row[] {
    const taken = this.rows
    this.rows = []
    return taken
  }

  take(text: string): void {
    this.#lines += 1
    this.#add(this.#lines === 1 && text.charCodeAt(0) === 0xfeff ? text.slice(1) : text, this.#lines)
  }

  end(): void {
    while (this.#open) this.#giveUp(this.#open)
  }

  #add(text: string, line: number): void {
    if (this.#open) {
      this.#open.parts.push(text)
      const raw = this.#open.parts.join('\n')
      if (this.#push(raw, this.#open.line)) this.#open = null
      else if (this.#open.parts.length >= longestRecord) this.#giveUp(this.#open)
      return
    }
    if (text.trim() === '') return
    this.#delimiter ??= sniffDelimiter(text)
    if (!text.includes('"')) this.rows.push({ line, raw: text, cells: text.split(this.#delimiter) })
    else if (!this.#push(text, line)) this.#open = { line, parts: [text] }
  }

  /** False when a quote is still open at the end. */
  #push(raw: string, line: number): boolean {
    const read = splitQuoted(raw, this.#delimiter ?? ',')
    if (read === 'open') return false
    this.rows.push(
      typeof read === 'string' ? { line, raw, cells: [], problem: read } : { line, raw, cells: read },
    )
    return true
  }

  #giveUp({ line, parts }: { line: number; parts: string[] }): void {
    this.#open = null
    this.rows.push({
      line,
      raw: parts[0] ?? '',
      cells: [],
      problem: 'a quote is opened in this line and never closed',
    })
    for (const [index, part] of parts.slice(1).entries()) this.#add(part, line + 1 + index)
  }
}

/** Whichever separator the header holds most of. */
export function sniffDelimiter(header: string): string {
  const count = (separator: string) => header.split(separator).length
  return [',', '|', ';', '\t'].reduce((best, each) => (count(each) > count(best) ? each : best))
}

function splitQuoted(text: string, delimiter: string): string[] | string {
  const cells: string[] = []
  let at = 0
  for (;;) {
    if (text[at] !== '"') {
      const end = text.indexOf(delimiter, at)
      cells.push(end === -1 ? text.slice(at) : text.slice(at, end))
      if (end === -1) return cells
      at = end + 1
      continue
    }
    let cell = ''
    let from = at + 1
    for (;;) {
      const quote = text.indexOf('"', from)
      if (quote === -1) return 'open'
      cell += text.slice(from, quote)
      from = quote + 2
      if (text[quote + 1] !== '"') {
        at = quote + 1
        break
      }
      cell += '"'
    }
    cells.push(cell)
    if (at >= text.length) return cells
    if (text[at] !== delimiter) return 'there is text after a closing quote'
    at += 1
  }
}
