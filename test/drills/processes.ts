import type { ChildProcess } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** The direct children of a process with their titles, as Linux tells them. */
export function processesUnder(parent: number): { pid: number; title: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
        // The command's name is in brackets and may hold spaces; the parent is the second field after it.
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
        if (Number(fields[1]) !== parent) return []
        const title = readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim()
        return fields[0] === 'Z' ? [] : [{ pid: Number(name), title }]
      } catch {
        return [] // it ended meanwhile
      }
    })
}

/** Sends a signal to a process that we started, by its id; false when it is gone. */
export function killProcess(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    process.kill(pid, signal)
    return signal !== 0 || !isDead(pid)
  } catch {
    return false
  }
}

/** A killed child that nobody has waited for is still listed, and is gone all the same. */
function isDead(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).startsWith('Z')
  } catch {
    return true
  }
}

const started = new Set<ChildProcess>()

/** Whatever ends this process ends its children as well: nothing of a drill is left running. */
export function endsWithUs(child: ChildProcess): void {
  started.add(child)
  child.once('exit', () => started.delete(child))
}

process.on('exit', () => {
  for (const child of started) {
    if (!child.pid) continue
    for (const { pid } of processesUnder(child.pid)) killProcess(pid, 'SIGKILL')
    child.kill('SIGKILL')
  }
})
