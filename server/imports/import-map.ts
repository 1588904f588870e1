import { readFile } from 'node:fs/promises'

/** What an extract of a carrier's systems holds; a generated one has these. */
export const extractKinds = ['accounts', 'lines', 'sites', 'impact'] as const
/** And what a carrier knows of who may speak for a customer, and how. */
const callerKinds = ['business-contacts', 'consents', 'passcodes'] as const
export const fileKinds = [...extractKinds, ...callerKinds] as const
export type FileKind = (typeof fileKinds)[number]
/** For one kind of file: what its columns are called, and what its values mean. */
export type KindMap = { columns: Record<string, string>; values: Record<string, Record<string, string>> }
export type ImportMap = { format: string; delimiter?: string; kinds: Partial<Record<FileKind, KindMap>> }

/** The file, the map or the options are not as they must be; the words are for the person at the keyboard. */
export class ImportStopped extends Error {}

export const shippedMap = new URL('./maps/carrier-extract.json', import.meta.url)

export async function loadMap(path: string | URL = shippedMap): Promise<ImportMap> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch {
    throw new ImportStopped(`The mapping file ${String(path)} cannot be read.`)
  }
  try {
    return readMap(JSON.parse(text.replace(/^\uFEFF/, '')))
  } catch (error) {
    if (error instanceof SyntaxError)
      throw new ImportStopped(`The mapping file ${String(path)} is not JSON: ${error.message}.`)
    throw error
  }
}

/** Checks the shape of a mapping file. Which fields a kind needs is checked when a header meets it. */
export function readMap(value: unknown): ImportMap {
  const top = asObject(value, 'The mapping file')
  const stop = (words: string): never => {
    throw new ImportStopped(`The mapping file: ${words}.`)
  }
  for (const key of Object.keys(top)) {
    if (!['format', 'delimiter', ...fileKinds].includes(key))
      stop(`"${key}" is not known; it has format, delimiter, ${fileKinds.join(', ')}`)
  }
  const { format, delimiter } = top
  if (typeof format !== 'string' || format === '')
    return stop('"format" must be a text that names the format')
  if (
    delimiter !== undefined &&
    (typeof delimiter !== 'string' || delimiter.length !== 1 || delimiter === '"')
  ) {
    return stop('"delimiter" must be one character, such as "," or "|"')
  }
  const kinds: ImportMap['kinds'] = {}
  for (const kind of fileKinds) {
    if (top[kind] === undefined) continue
    const part = asObject(top[kind], `"${kind}"`)
    for (const key of Object.keys(part))
      if (key !== 'columns' && key !== 'values')
        stop(`"${kind}.${key}" is not known; it has columns and values`)
    const values = part.values === undefined ? {} : asObject(part.values, `"${kind}.values"`)
    kinds[kind] = {
      columns: texts(part.columns, `"${kind}.columns"`),
      values: Object.fromEntries(
        Object.entries(values).map(([field, each]) => [field, texts(each, `"${kind}.values.${field}"`)]),
      ),
    }
  }
  return { format, delimiter, kinds }
}

function asObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value))
  throw new ImportStopped(`${what} must be a JSON object.`)
}

function texts(value: unknown, what: string): Record<string, string> {
  const read: Record<string, string> = {}
  for (const [key, each] of Object.entries(asObject(value, what))) {
    if (typeof each !== 'string' || each === '') throw new ImportStopped(`${what}: "${key}" must be a text.`)
    read[key] = each
  }
  return read
}
