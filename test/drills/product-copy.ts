import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** One exact replacement in a file of the product. */
export type Change = { file: string; from: string; to: string }

const root = fileURLToPath(new URL('../..', import.meta.url))
const copied = [
  'client',
  'server',
  'shared',
  'programmes',
  'test/drills',
  // Only for its cases: a good input of every procedure.
  'test/server',
  'test/support',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.ts',
]
/** Most drills ask the API as a page does; the page itself is left out, so its build is a stand-in. */
const standIn = `import { mkdirSync, writeFileSync } from 'node:fs'
mkdirSync('dist/client', { recursive: true })
writeFileSync('dist/client/index.html', '<!doctype html><title>Makeright</title>')
`

export type ProductCopy = {
  readonly folder: string
  /** Builds its client as people are given it from now on, or with the stand-in. */
  withPages(pages: boolean): void
  /** Changes it, and returns what changes it back. */
  change(changes: readonly Change[]): () => void
  remove(): void
}

/**
 * The product as it stands now, in a folder of its own. Drills run over a copy, so that nobody's editing reaches into it; a
 * seeded fault is a change of the copy, never a switch in the product. One copy serves a whole run, because what was
 * compiled for a folder is not compiled for it again.
 */
export function copyProduct(): ProductCopy {
  const folder = mkdtempSync(join(tmpdir(), 'makeright-product-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  try {
    for (const path of copied) cpSync(join(root, path), join(folder, path), { recursive: true })
    linkModules(folder)
  } catch (error) {
    remove()
    throw error
  }
  let built: boolean | undefined
  return {
    folder,
    remove,
    withPages(pages) {
      if (pages !== built) linkBuilder(folder, pages)
      built = pages
    },
    change(changes) {
      const undo = changes.map(({ file }) => {
        const path = join(folder, file)
        const text = existsSync(path) ? readFileSync(path, 'utf8') : ''
        return () => writeFileSync(path, text)
      })
      for (const change of changes) apply(folder, change)
      return () => {
        for (const back of undo) back()
      }
    },
  }
}

function linkModules(folder: string): void {
  const from = join(root, 'node_modules')
  const to = join(folder, 'node_modules')
  mkdirSync(to)
  for (const name of readdirSync(from)) if (name !== 'vite') symlinkSync(join(from, name), join(to, name))
}

function linkBuilder(folder: string, pages: boolean): void {
  const to = join(folder, 'node_modules/vite')
  // What the other one built is not taken for this one's.
  for (const path of [to, join(folder, 'dist')]) rmSync(path, { recursive: true, force: true })
  if (pages) {
    symlinkSync(join(root, 'node_modules/vite'), to)
    return
  }
  const bin = join(to, 'bin/vite.js')
  mkdirSync(dirname(bin), { recursive: true })
  writeFileSync(join(to, 'package.json'), '{"type":"module"}')
  writeFileSync(bin, standIn)
}

function apply(folder: string, change: Change): void {
  const path = join(folder, change.file)
  const text = readFileSync(path, 'utf8')
  const misfit = whyNotFitting(change, text)
  if (misfit) throw new Error(misfit)
  writeFileSync(
    path,
    text.replace(change.from, () => change.to),
  )
}

/** A change names its place by the text that is there; when that was rewritten, the fault has to be as well. */
function whyNotFitting({ file, from }: Change, text: string): string | null {
  if (!/^(server|shared|client)\//.test(file)) return `A fault changes the product, not ${file}.`
  const times = text.split(from).length - 1
  if (times === 1) return null
  return `It no longer fits: ${file} has ${times} times\n${from}\nWrite the fault anew for what is there now.`
}

/** Why these changes cannot be made to the product as it is now; null when they can. */
export function misfitOf(changes: readonly Change[]): string | null {
  for (const change of changes) {
    const path = join(root, change.file)
    const misfit = whyNotFitting(change, existsSync(path) ? readFileSync(path, 'utf8') : '')
    if (misfit) return misfit
  }
  return null
}
