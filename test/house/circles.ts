import type { Source } from './tree.ts'

/**
 * Every circle of imports, written "a -> b -> a", each once. A type counts too: who reads one of the files has to
 * read them all. Lazy routes do not: a page that is loaded later may name the file that lists the pages.
 */
export function circles(
  sources: readonly Source[],
  except: (source: Source, to: string) => boolean,
): string[] {
  const arrows = new Map(
    sources.map((source) => [
      source.path,
      source.imports.filter(({ to, late }) => !late && !except(source, to)).map(({ to }) => to),
    ]),
  )
  const done = new Set<string>()
  const found: string[] = []
  const walk = (path: string, way: readonly string[]): void => {
    const from = way.indexOf(path)
    if (from >= 0) found.push([...way.slice(from), path].join(' -> '))
    if (from >= 0 || done.has(path)) return
    for (const to of arrows.get(path) ?? []) walk(to, [...way, path])
    done.add(path)
  }
  for (const path of arrows.keys()) walk(path, [])
  return found
}
