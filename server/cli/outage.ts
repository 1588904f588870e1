import { readFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import { isTimeZone } from '#shared/time.ts'
import { proposeCorrections } from '../credits/propose-corrections.ts'
import { migrateToLatest } from '../db/migrate.ts'
import { addOutage } from '../outages/add-outage.ts'
import { reAdjudicateOutage } from '../outages/re-adjudicate-outage.ts'
import { actorNamed } from '../staff/actor-named.ts'
import { inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run outage -- add FILE
npm run outage -- adjudicate ID --starts INSTANT --ends INSTANT --source WORDS --because WORDS --as MANAGER
  (measures every line anew and plans a run that lists who is now under- or over-credited; it pays nobody by itself)`
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    starts: { type: 'string' },
    ends: { type: 'string' },
    source: { type: 'string' },
    because: { type: 'string' },
    as: { type: 'string' },
  },
})
const [what, path, ...more] = positionals
void command(() => {
  if ((what !== 'add' && what !== 'adjudicate') || !path || more.length > 0) throw notUnderstood(usage)
  return what === 'adjudicate' ? adjudicate(path) : add(path)
})

/** Accounts between two words about how far it is. */
const saidEvery = 100_000

async function adjudicate(outageId: string): Promise<void> {
  const { starts, ends, source, because, as } = values
  if (!starts || !ends || !source || !because || !as) throw notUnderstood(usage)
  const [startsAt, endsAt] = [new Date(starts), new Date(ends)]
  if (Number.isNaN(+startsAt) || Number.isNaN(+endsAt))
    throw notUnderstood('--starts and --ends are instants such as 2024-02-22T08:45:00Z.')
  await withDatabase(async (database) => {
    const actor = await actorNamed(database.db, as)
    const { runIds } = await inWork(database, { actor }, async (work) => {
      const window = { startsAt, endsAt, windowSource: source }
      await reAdjudicateOutage(
        work,
        { outageId, ...window, because },
        {
          onStep: (done) => {
            if (done % saidEvery === 0) say(`${done.toLocaleString('en')} accounts measured`)
          },
        },
      )
      return proposeCorrections(work, { outageId, because })
    })
    for (const runId of runIds) say(`Run ${runId} lists who is under- or over-credited, when it is planned.`)
  })
}

async function add(path: string): Promise<void> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Error(`There is no file ${path}.`)
  })
  const read = readOutageFile(parsed(text, path), isTimeZone)
  if (!read.ok)
    throw new Error(
      `${path} does not describe an outage:\n${read.problems.map((each) => `  ${each}`).join('\n')}`,
    )
  await withDatabase(async (database) => {
    if (database.kind === 'pglite') await migrateToLatest(database.db)
    const answer = await inWork(database, { actor: null }, (work) => addOutage(work, read.outage))
    say(`Outage ${read.outage.id}: ${answer}.`)
  })
}

function parsed(text: string, name: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    throw new Error(`${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}
