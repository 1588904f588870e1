import { readFileSync } from 'node:fs'

export type Uid = { uid: number; gid: number }

/** PostgreSQL refuses to run as root. Root lends it the name of someone who may do less; anyone else runs it as himself. */
export function unprivilegedUid(): Uid | undefined {
  if (process.getuid?.() !== 0) return undefined
  const people = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
  for (const name of ['postgres', 'nobody']) {
    const person = people.find(([found]) => found === name)
    if (person) return { uid: Number(person[2]), gid: Number(person[3]) }
  }
  return { uid: 65534, gid: 65534 }
}
