import { setFlagsFromString } from 'node:v8'
import pino from 'pino'
import { notSealed, readConfig } from './config.ts'
import { openDatabase } from './db/open-database.ts'
import { serve } from './edge/serve.ts'
import { makeLog } from './log.ts'

// V8 puts what lived long while the desk started among the old at once, for ever after: each call's own objects too, and
// all that hangs on them then stays until a full collection (measured: small collections of 3 to 6 ms instead of 1).
setFlagsFromString('--no-allocation-site-pretenuring')

const say = (words: string) => process.stdout.write(`${words}\n`)

async function start(): Promise<void> {
  const config = readConfig(process.env)
  if (config.production && !config.seals) throw new Error(notSealed)
  const out = pino.destination(1)
  const log = makeLog(config.logLevel, (line) => out.write(line))
  if (config.database.kind === 'pglite') say(`Opening the embedded database in ${config.dataFolder}`)
  const database = await openDatabase(config.database, {
    onBackgroundError: (error) => log.warn({ error: error.message }, 'an idle connection ended'),
  })
  await serve({ config, database, log, say })
}

start().catch((error: unknown) => {
  process.stderr.write(`Makeright did not start: ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
