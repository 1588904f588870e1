import { type FileHandle, open, rm } from 'node:fs/promises'

export type Reject = { line: number; column: string; value: string; reason: string; raw: string }
/** What the summary shows of a reject: never the value, which may be a customer's. */
export type RejectShown = { line: number; column: string; reason: string }

const shownAtMost = 5

const heading = (until: string): string =>
  `# Rows that were not imported. They hold customers' data: mend them and delete this file, by ${until} at the latest.`

/** The last day of a reject file by its first line; null when it is none of ours. */
export function rejectsUntil(firstLine: string): string | null {
  const until = /by (\d{4}-\d{2}-\d{2}) at the latest\.$/.exec(firstLine)?.[1] ?? ''
  return firstLine === heading(until) ? until : null
}

/** The rows that were not taken. Counted always; written to a file of their own when there is a place for it. */
export class Rejects {
  readonly path: string | null
  count = 0
  first: RejectShown[] = []
  /** Whether the whole row goes with it; otherwise its line says where to look in the carrier's file. */
  readonly #rows: boolean
  readonly #deleteBy: string
  #waiting = ''
  #file: FileHandle | null = null

  /** `path` is null on a dry run and for a source that is no file. */
  constructor(path: string | null, now: Date, daysToKeep: number, rows: boolean) {
    this.path = path
    this.#rows = rows
    this.#deleteBy = new Date(now.getTime() + daysToKeep * 86_400_000).toISOString().slice(0, 10)
  }

  add(reject: Reject): void {
    this.count += 1
    if (this.first.length < shownAtMost)
      this.first.push({ line: reject.line, column: reject.column, reason: reject.reason })
    if (this.path)
      this.#waiting += `${[String(reject.line), reject.column, reject.value, reject.reason, ...(this.#rows ? [reject.raw] : [])].map(quoted).join(',')}\n`
  }

  /** Writes what waits; awaited once per batch, so a file of nothing but bad rows does not pile up in memory. */
  async flush(): Promise<void> {
    if (!this.path || this.#waiting === '') return
    if (!this.#file) {
      // Removed first: an older file may have been opened to others, and its mode would stay.
      await rm(this.path, { force: true })
      this.#file = await open(this.path, 'wx', 0o600)
      await this.#file.write(
        `${heading(this.#deleteBy)}\nline,column,value,reason${this.#rows ? ',row' : ''}\n`,
      )
    }
    const text = this.#waiting
    this.#waiting = ''
    await this.#file.write(text)
  }

  async close(): Promise<void> {
    await this.flush()
    await this.#file?.close()
    this.#file = null
  }

  /** The import failed: nothing was kept, so nothing was rejected either. */
  async discard(): Promise<void> {
    this.#waiting = ''
    if (!this.#file) return
    await this.#file.close()
    this.#file = null
    if (this.path) await rm(this.path, { force: true })
  }
}

const quoted = (cell: string): string => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
