/** Where in a text each value of a JSON document begins: "benefits.0.gives" -> 41. */
export type JsonLines = { readonly value: unknown; readonly lineOf: (path: readonly PropertyKey[]) => number }
export type JsonRead = ({ ok: true } & JsonLines) | { ok: false; line: number; words: string }

class JsonProblem extends Error {
  readonly at: number
  constructor(at: number, words: string) {
    super(words)
    this.at = at
  }
}
type Reader = { readonly text: string; at: number; readonly starts: Map<string, number> }
const deepest = 100

/** Reads JSON and remembers lines. Stricter than JSON.parse in one thing: a key that is there twice is a mistake. */
export function readJson(text: string): JsonRead {
  const reader: Reader = { text, at: 0, starts: new Map() }
  try {
    const value = readValue(reader, '', 0)
    space(reader)
    if (reader.at < text.length) throw new JsonProblem(reader.at, 'there is more text after the document')
    return { ok: true, value, lineOf: (path) => lineAt(text, startOf(reader.starts, path)) }
  } catch (error) {
    if (!(error instanceof JsonProblem)) throw error
    return { ok: false, line: lineAt(text, error.at), words: error.message }
  }
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length

/** A path that is not in the text (a missing field) points to the nearest parent that is. */
function startOf(starts: ReadonlyMap<string, number>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const found = starts.get(path.slice(0, length).map(String).join('\0'))
    if (found !== undefined) return found
  }
  return 0
}

function space(reader: Reader): void {
  while (' \t\r\n'.includes(reader.text[reader.at] ?? 'x')) reader.at += 1
}

function readValue(reader: Reader, path: string, depth: number): unknown {
  space(reader)
  if (!reader.starts.has(path)) reader.starts.set(path, reader.at)
  if (depth > deepest) throw new JsonProblem(reader.at, 'the document is nested too deeply')
  const next = reader.text[reader.at]
  if (next === '{') return readObject(reader, path, depth)
  if (next === '[') return readList(reader, path, depth)
  if (next === '"') return readText(reader)
  const word = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.])/.exec(
    reader.text.slice(reader.at, reader.at + 400),
  )?.[0]
  if (word === undefined) throw new JsonProblem(reader.at, 'a value was expected here')
  reader.at += word.length
  return JSON.parse(word)
}

function readText(reader: Reader): string {
  const found = /^"(?:[^"\\\n]|\\.)*"/.exec(reader.text.slice(reader.at))?.[0]
  if (found === undefined) throw new JsonProblem(reader.at, 'a text is not closed on its line')
  try {
    const value = JSON.parse(found) as string
    reader.at += found.length
    return value
  } catch {
    throw new JsonProblem(reader.at, 'a text holds a character or escape that JSON does not allow')
  }
}

function readList(reader: Reader, path: string, depth: number): unknown[] {
  const list: unknown[] = []
  members(reader, ']', () => {
    list.push(readValue(reader, join(path, list.length), depth + 1))
  })
  return list
}

function readObject(reader: Reader, path: string, depth: number): Record<string, unknown> {
  const object = new Map<string, unknown>()
  members(reader, '}', () => {
    const at = reader.at
    if (reader.text[at] !== '"') throw new JsonProblem(at, 'a field’s name in quotes was expected here')
    const key = readText(reader)
    if (object.has(key)) throw new JsonProblem(at, `the field "${key}" is there twice`)
    space(reader)
    if (reader.text[reader.at] !== ':')
      throw new JsonProblem(reader.at, `a colon was expected after "${key}"`)
    reader.at += 1
    reader.starts.set(join(path, key), at)
    object.set(key, readValue(reader, join(path, key), depth + 1))
  })
  return Object.fromEntries(object)
}

const join = (path: string, key: string | number): string => (path === '' ? String(key) : `${path}\0${key}`)

function members(reader: Reader, end: ']' | '}', readOne: () => void): void {
  reader.at += 1
  space(reader)
  if (reader.text[reader.at] === end) {
    reader.at += 1
    return
  }
  for (;;) {
    space(reader)
    readOne()
    space(reader)
    const next = reader.text[reader.at]
    if (next !== ',' && next !== end)
      throw new JsonProblem(reader.at, `a comma or "${end}" was expected here`)
    reader.at += 1
    if (next === end) return
  }
}
