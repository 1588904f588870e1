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

/**
 * The product as it stands now, in a folder of its own, with these changes. A drill runs over a copy, so that nobody's
 * editing reaches into it; a seeded fault is a change of the copy, never a switch in the product.
 */
export function copyProduct(
  changes: readonly Change[] = [],
  pages = false,
): { folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'makeright-product-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  try {
    for (const path of pages ? [...copied, 'client'] : copied)
      cpSync(join(root, path), join(folder, path), { recursive: true })
    if (pages) symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
    else {
      mkdirSync(join(folder, 'client'))
      linkModules(folder)
    }
    for (const change of changes) apply(folder, change)
  } catch (error) {
    remove()
    throw error
  }
  return { folder, remove }
}

function linkModules(folder: string): void {
  const from = join(root, 'node_modules')
  const to = join(folder, 'node_modules')
  mkdirSync(to)
  for (const name of readdirSync(from)) if (name !== 'vite') symlinkSync(join(from, name), join(to, name))
  const vite = join(to, 'vite/bin/vite.js')
  mkdirSync(dirname(vite), { recursive: true })
  writeFileSync(join(to, 'vite/package.json'), '{"type":"module"}')
  writeFileSync(vite, standIn)
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
