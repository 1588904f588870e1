import type { Row } from './csv-rows.ts'
import { type Reader, Unfit } from './field-readers.ts'
import { type FileKind, type ImportMap, ImportStopped } from './import-map.ts'
import type { Rejects } from './rejects.ts'

/**
 * A field of a kind of file: how its cell is read, whether the file must have the column or the cell a value, and how a
 * reject file shows a cell that was refused: as it is, its last characters, or not at all.
 */
export type Field = {
  name: string
  read: Reader
  column?: 'optional'
  value?: 'optional'
  shown?: 'masked' | 'never'
}
type Values = readonly (string | null)[]
/** What is staged of each row: its fields in order, and what is derived from them. */
export type RowPlan = {
  kind: FileKind
  fields: readonly Field[]
  /** A rule over the whole row; names the field it blames. */
  check?: (values: Values) => { field: string; because: string } | null
  derive?: (values: Values) => readonly (string | null)[]
  /** What is staged in place of the fields, when they must not be written down anywhere. */
  stage?: (values: Values) => readonly (string | null)[]
}
export type BoundField = Field & { at: number; title: string; meanings: ReadonlyMap<string, string> | null }

/** A cell as a reject file has it: enough to find it again in the carrier's file, and no more of a customer than that. */
export function shownOf(field: Field | undefined, cell: string): string {
  if (!field || field.shown === 'never') return ''
  if (field.shown !== 'masked' || cell.trim() === '') return cell
  return cell.length < 9 ? '•••' : `•••${cell.slice(-4)}`
}

/** Matches the header with the map. Anything unknown or missing stops the import before a row is written. */
export function bindHeader(plan: RowPlan, map: ImportMap, header: Row): BoundField[] {
  const part = map.kinds[plan.kind]
  if (!part) throw new ImportStopped(`The map "${map.format}" does not say how ${plan.kind} files look.`)
  const fields = new Set(plan.fields.map((each) => each.name))
  for (const name of [...Object.keys(part.columns), ...Object.keys(part.values)]) {
    if (!fields.has(name))
      throw new ImportStopped(
        `The map names a field "${name}" that ${plan.kind} do not have; they have ${[...fields].join(', ')}.`,
      )
  }
  if (header.problem) throw new ImportStopped(`The header cannot be read: ${header.problem}.`)
  const titles = header.cells.map((cell) => cell.trim())
  const twice = titles.find((title, index) => titles.indexOf(title) !== index)
  if (twice !== undefined) throw new ImportStopped(`The header has the column "${twice}" twice.`)
  const mapped = new Set(Object.values(part.columns))
  const unknown = titles.filter((title) => !mapped.has(title))
  if (unknown.length > 0) {
    throw new ImportStopped(
      `The header has ${unknown.map((title) => `"${title}"`).join(', ')}, which the map "${map.format}" does not know. Add the column to the map or take it out of the file.`,
    )
  }
  return plan.fields.map((field) => {
    const title = part.columns[field.name]
    if (title === undefined && field.column !== 'optional')
      throw new ImportStopped(
        `The map "${map.format}" does not say which column of ${plan.kind} is ${field.name}.`,
      )
    const at = title === undefined ? -1 : titles.indexOf(title)
    if (at === -1 && field.column !== 'optional')
      throw new ImportStopped(`The header has no column "${title}" (${field.name}).`)
    return { ...field, at, title: title ?? field.name, meanings: meaningsOf(part.values[field.name]) }
  })
}

const meaningsOf = (values: Record<string, string> | undefined) =>
  values ? new Map(Object.entries(values)) : null

/** Anything but text: control characters, and what was not UTF-8. */
const notText = /[^\P{Cc}\t\n\r]|\uFFFD/u

export class Stager {
  readonly #plan: RowPlan
  readonly #fields: readonly BoundField[]
  readonly #width: number
  readonly #rejects: Rejects
  read = 0

  constructor(plan: RowPlan, fields: readonly BoundField[], header: Row, rejects: Rejects) {
    this.#plan = plan
    this.#fields = fields
    this.#width = header.cells.length
    this.#rejects = rejects
  }

  /** The rows that can be taken, as COPY text; the others go to the rejects. */
  stage(rows: readonly Row[]): string {
    let out = ''
    for (const row of rows) out += this.#one(row)
    this.read += rows.length
    return out
  }

  #one(row: Row): string {
    const refuse = (field: BoundField | undefined, value: string, reason: string, column = field?.title) => {
      this.#rejects.add({
        line: row.line,
        column: column ?? '',
        value: shownOf(field, value),
        reason,
        raw: row.raw,
      })
      return ''
    }
    if (row.problem) return refuse(undefined, '', row.problem)
    if (row.cells.length !== this.#width)
      return refuse(undefined, '', `has ${row.cells.length} cells where the header has ${this.#width}`)
    if (notText.test(row.raw)) return refuse(undefined, '', 'holds characters that are not UTF-8 text')
    const values: (string | null)[] = []
    for (const field of this.#fields) {
      const raw = field.at === -1 ? '' : (row.cells[field.at] ?? '')
      const cell = raw.trim()
      if (cell === '') {
        if (field.value !== 'optional') return refuse(field, raw, 'is empty')
        values.push(null)
        continue
      }
      const meant = field.meanings ? field.meanings.get(cell) : cell
      if (meant === undefined)
        return refuse(field, raw, `must be one of ${[...(field.meanings?.keys() ?? [])].join(', ')}`)
      const value = field.read(meant)
      if (value instanceof Unfit) return refuse(field, raw, value.because)
      values.push(value)
    }
    const wrong = this.#plan.check?.(values)
    if (wrong) {
      const field = this.#fields.find((each) => each.name === wrong.field)
      return refuse(
        field,
        field ? (row.cells[field.at] ?? '') : '',
        wrong.because,
        field?.title ?? wrong.field,
      )
    }
    let out = String(row.line)
    for (const value of this.#plan.stage?.(values) ?? values) out += `\t${copied(value)}`
    for (const value of this.#plan.derive?.(values) ?? []) out += `\t${copied(value)}`
    return `${out}\n`
  }
}

const special = /[\\\t\n\r]/
const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
function copied(value: string | null): string {
  if (value === null) return '\\N'
  return special.test(value)
    ? value.replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)
    : value
}
