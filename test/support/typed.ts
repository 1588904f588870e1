import { spawn } from 'node:child_process'
import type { DatabaseTarget } from '#server/db/client.ts'

export type Said = { code: number | null; out: string; err: string }

/** A command as somebody types it: a process of its own, against the test's database. */
export const typed = (target: DatabaseTarget, command: string, ...words: string[]): Promise<Said> =>
  typedWith({}, target, command, ...words)

/** The same, where more is set in the environment. */
export function typedWith(
  more: Record<string, string>,
  target: DatabaseTarget,
  command: string,
  ...words: string[]
): Promise<Said> {
  if (target.kind !== 'postgres') throw new Error('Commands beside each other need a server.')
  const child = spawn(process.execPath, ['server/run.cjs', `server/cli/${command}.ts`, ...words], {
    env: { PATH: process.env.PATH, DATABASE_URL: target.url, ...more },
  })
  const said: Said = { code: null, out: '', err: '' }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code) => resolve({ ...said, code }))
  })
}
