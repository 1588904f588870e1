import { type Config, readConfig } from '../config.ts'
import type { Database } from '../db/client.ts'
import { openDatabase } from '../db/open-database.ts'
import { plain } from '../log.ts'
import { Refusal } from '../refusal.ts'

/** Says a line to whoever typed the command. */
export const say = (words: string): void => void process.stdout.write(`${plain(words)}\n`)

/** What was typed is not understood: this is how it is written. */
export const notUnderstood = (usage: string): Refusal => new Refusal('BAD_REQUEST', usage)

/**
 * Runs a command. What the person at the keyboard can mend is said in words on stderr; a bug keeps its trace. It exits
 * with 0 when it is done, 1 when it was refused, failed or found something, and 2 when it was not understood.
 */
export async function command(run: () => unknown): Promise<void> {
  try {
    await run()
  } catch (error) {
    const bug = !isNotUnderstood(error) && (error instanceof TypeError || error instanceof ReferenceError)
    const words = error instanceof Error ? (bug && error.stack) || error.message : String(error)
    process.stderr.write(`${plain(words)}\n`)
    process.exitCode = isNotUnderstood(error) ? 2 : 1
  }
}

/** Opens the database that the environment names, waits while another holds it, and closes it whatever happens. */
export async function withDatabase<T>(use: (database: Database, config: Config) => Promise<T>): Promise<T> {
  const config = readConfig(process.env)
  const database = await openDatabase(config.database, { patient: true })
  try {
    return await use(database, config)
  } finally {
    await database.close()
  }
}

const isNotUnderstood = (error: unknown): boolean =>
  (error instanceof Refusal && error.code === 'BAD_REQUEST') ||
  (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))
