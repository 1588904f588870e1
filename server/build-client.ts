import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))
const sources = ['client', 'shared', 'vite.config.ts', 'package-lock.json']

/** Builds the client unless what is there was built from the same files. In a process of its own, beside the database. */
export async function buildClient(folder: string, say: (words: string) => void): Promise<void> {
  const stamp = join(folder, 'built-from.txt')
  const wanted = await fingerprint()
  const there = await readFile(stamp, 'utf8').catch(() => '')
  if (there === wanted) return
  say('Building the client')
  await new Promise<void>((resolve, reject) => {
    const build = spawn(
      process.execPath,
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      // Whatever this process runs as (a test, say), what people are given is the production build.
      { cwd: root, env: { ...process.env, NODE_ENV: 'production' }, stdio: ['ignore', 'inherit', 'inherit'] },
    )
    build.once('error', reject)
    build.once('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`The client could not be built (exit code ${code}).`)),
    )
  })
  await writeFile(stamp, wanted)
}

/** Names, sizes and times of the files that the client is made of. */
async function fingerprint(): Promise<string> {
  const hash = createHash('sha256')
  for (const source of sources) {
    const path = join(root, source)
    const names = (await stat(path)).isDirectory() ? (await readdir(path, { recursive: true })).sort() : ['']
    for (const name of names) {
      const file = await stat(join(path, name))
      if (file.isFile()) hash.update(`${source}/${name} ${file.size} ${file.mtimeMs}\n`)
    }
  }
  return hash.digest('hex')
}
