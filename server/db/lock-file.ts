import { randomBytes } from 'node:crypto'
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'

type Holder = {
  pid: number
  started: string | null
  host: string
  command: string
  since: string
  mark: string
}

export type Lock = { verify(): void; release(): void }

/**
 * Two processes may open one PGlite folder, and one of them silently loses what it acknowledged. So a folder has one
 * holder. The file appears whole (link is atomic), and it is taken over only from a process that is gone for certain.
 */
export function takeLock(path: string): Lock {
  const mine: Holder = {
    pid: process.pid,
    started: startOf(process.pid),
    host: hostname(),
    command: [process.title, ...process.argv.slice(1)].join(' ').slice(0, 200),
    since: new Date().toISOString(),
    mark: randomBytes(8).toString('hex'),
  }
  const draft = `${path}.${mine.mark}`
  writeFileSync(draft, `${JSON.stringify(mine)}\n`)
  try {
    for (let attempt = 0; !placed(draft, path); attempt++) {
      const holder = read(path)
      if (holder && (attempt > 4 || isAlive(holder))) throw new Error(refusal(path, holder))
      if (holder) setAside(path, holder)
    }
  } finally {
    rmSync(draft, { force: true })
  }
  const release = () => {
    process.off('exit', release)
    if (read(path)?.mark === mine.mark) rmSync(path, { force: true })
  }
  process.on('exit', release)
  return {
    verify() {
      const holder = read(path)
      if (holder?.mark !== mine.mark)
        throw new Error(holder ? refusal(path, holder) : `The lock ${path} was removed by someone else.`)
    },
    release,
  }
}

function placed(draft: string, path: string): boolean {
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  }
}

/** Of several that find the same stale lock, the rename lets one win; a loser puts back what it took by mistake. */
function setAside(path: string, stale: Holder) {
  const aside = `${path}.stale-${randomBytes(8).toString('hex')}`
  try {
    renameSync(path, aside)
  } catch {
    return // another one was quicker
  }
  if (read(aside)?.mark !== stale.mark) placed(aside, path)
  rmSync(aside, { force: true })
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new Error(`The lock ${path} cannot be read. When no desk uses this folder, remove that file.`, {
      cause: error,
    })
  }
}

/** A number of a process may have been given to another one since; the moment it started tells them apart. */
function isAlive({ pid, started, host }: Holder): boolean {
  if (host !== hostname()) return true // cannot be known from here
  try {
    process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
  const now = startOf(pid)
  return started === null || now === null || now === started
}

/** When the process started, as boot and clock ticks since; null where there is no /proc. */
function startOf(pid: number): string | null {
  try {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The command's name is in brackets and may hold spaces; the start time is the 20th field after it.
    return `${boot} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]}`
  } catch {
    return null
  }
}

function refusal(path: string, { pid, host, command, since }: Holder): string {
  const where = host === hostname() ? '' : ` on ${host}`
  const hint = where ? ` If that machine no longer runs it, remove ${path}.` : ''
  return `This data is open in process ${pid}${where} (${command}) since ${since}. Stop it, or choose another folder.${hint}`
}
