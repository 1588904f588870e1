import { spawn } from 'node:child_process'
import type { Statement } from './record.ts'

/** A value of a statement that differs from posting to posting, as an expression over pgbench's variables. */
export type Varying = { value: unknown; as: string }

/** pgbench takes ":word" for a variable wherever it stands, in texts too; written as an escape it is left alone. */
function literal(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  const text = value instanceof Date ? value.toISOString() : String(value)
  return `E'${text.replace(/\\/g, '\\\\').replace(/'/g, "''").replace(/:/g, '\\072')}'`
}

/** The statements as a pgbench script; each run of it takes the next number of its client. */
export function scriptOf(
  statements: readonly Statement[],
  varying: readonly Varying[],
  set: readonly string[],
): string {
  const lines = statements.map(({ text, values }) => {
    const filled = text.replace(/\$(\d+)/g, (_, number: string) => {
      const value = values[Number(number) - 1]
      return varying.find((each) => each.value === value)?.as ?? literal(value)
    })
    return `${filled.replace(/^\s*\n/gm, '').trim()};`
  })
  return `${[...set.map((line) => `\\set ${line}`), ...lines].join('\n')}\n`
}

export type PgbenchRun = {
  bin: string
  url: string
  script: string
  clients: number
  perClient: number
  variables: Record<string, string>
}

/** Runs a script a bounded number of times and returns its rate, without the time it took to connect. */
export async function runPgbench({
  bin,
  url,
  script,
  clients,
  perClient,
  variables,
}: PgbenchRun): Promise<number> {
  const settings = Object.entries(variables).flatMap(([name, value]) => ['-D', `${name}=${value}`])
  const args = [
    '-n',
    '-M',
    'prepared',
    '-c',
    String(clients),
    '-j',
    '2',
    '-t',
    String(perClient),
    ...settings,
    '-f',
    script,
    url,
  ]
  const said = await new Promise<string>((resolve, reject) => {
    const child = spawn(bin, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000 })
    let out = ''
    let err = ''
    child.stdout.on('data', (bytes) => {
      out += bytes
    })
    child.stderr.on('data', (bytes) => {
      err = (err + bytes).slice(-3000)
    })
    child.once('error', reject)
    child.once('exit', (code) =>
      code === 0 ? resolve(out) : reject(new Error(`pgbench ended (${code}): ${err}`)),
    )
  })
  const rate = /tps = ([\d.]+)/.exec(said)?.[1]
  if (!rate) throw new Error(`pgbench said no rate: ${said}`)
  return Number(rate)
}
