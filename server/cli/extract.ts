import { createWriteStream } from 'node:fs'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { parseArgs } from 'node:util'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import { isTimeZone } from '#shared/time.ts'
import { generateExtract } from '../demo/carrier.ts'
import { extractKinds } from '../imports/import-map.ts'
import { command, notUnderstood, say } from './command.ts'

const usage = 'npm run extract -- --accounts N --seed S --out DIR [--outage FILE]'

void command(async () => {
  const { values } = parseArgs({
    options: {
      accounts: { type: 'string' },
      seed: { type: 'string' },
      out: { type: 'string' },
      outage: { type: 'string' },
    },
  })
  const accounts = Number(values.accounts ?? '20000')
  const seed = Number(values.seed ?? '1')
  if (!values.out || !Number.isInteger(accounts) || accounts < 1 || !Number.isInteger(seed) || seed < 0)
    throw notUnderstood(usage)
  const file = values.outage ?? new URL('../demo/outage-2024-02-22.json', import.meta.url)
  const read = readOutageFile(JSON.parse(await readFile(file, 'utf8')), isTimeZone)
  if (!read.ok) throw new Error(read.problems.join('\n'))
  await mkdir(values.out, { recursive: true })
  const extract = generateExtract({ accounts, seed, outage: read.outage })
  for (const kind of extractKinds) {
    const path = join(values.out, `${kind}.csv`)
    await pipeline(extract[kind], createWriteStream(path))
    say(path)
  }
})
