import { existsSync, rmSync } from 'node:fs'
import { openDatabase } from '#server/db/open-database.ts'
import { startDesk, startLoad } from './children.ts'
import type { Figure } from './figures.ts'
import { postings } from './give-work.ts'
import { readOptions, type WorkName } from './options.ts'
import { accountPage } from './page-work.ts'
import { addAgents, refreshSessions } from './people.ts'
import { searchPlans } from './plans.ts'
import { findPgbench, startServer } from './postgres.ts'
import { startRecorder } from './record.ts'
import { machine, table, writeReport } from './report.ts'
import { programmeRun } from './run-work.ts'
import { scriptLoaded } from './script-work.ts'
import { nameSearch, phoneSearch } from './search-work.ts'
import { simulations } from './simulate-work.ts'
import { poolSize, type Stage } from './stage.ts'
import { copyWorld, dropCopy, type Loaded, loadWorld, prepareFolder, worldFolder } from './world.ts'

const work: Record<WorkName, (stage: Stage) => Promise<Figure[]>> = {
  plans: searchPlans,
  phone: phoneSearch,
  name: nameSearch,
  page: accountPage,
  give: postings,
  script: scriptLoaded,
  // The last two: they stop the desk, and a run empties what the others look at.
  simulate: simulations,
  run: programmeRun,
}
const fastEnough = 20_000
const say = (words: string) => process.stdout.write(`${words}\n`)

function importFigures({ imports }: Loaded): Figure[] {
  return imports
    .filter(({ kind }) => kind === 'accounts' || kind === 'lines')
    .map(({ kind, read, rowsPerSecond: ours }) => ({
      work: `import of ${kind}`,
      unit: 'rows/s',
      ours,
      floor: null,
      ratio: null,
      reach: '≥ 20,000',
      reached: ours >= fastEnough,
      aim: '',
      aimed: null,
      remark: `${read} rows, when they were loaded`,
    }))
}

/** One work that fails must not cost the figures of the others; it falls short. */
function unmeasured(name: WorkName, error: unknown): Figure[] {
  const remark = error instanceof Error ? error.message : String(error)
  say(`${name} could not be measured: ${remark}`)
  return [
    {
      work: name,
      unit: 'not measured',
      ours: Number.NaN,
      floor: null,
      ratio: null,
      reach: '',
      reached: false,
      aim: '',
      aimed: null,
      remark,
    },
  ]
}

async function bench(): Promise<boolean> {
  const options = readOptions(process.argv.slice(2))
  const before = machine()
  say(
    `${options.accounts.toLocaleString('en')} accounts, seed ${options.seed}; ${before.cores} cores, load ${before.load}`,
  )
  if (before.load > before.cores / 2)
    say('The machine is busy with other things: compare the ratios, not the absolutes.')
  const folder = worldFolder(options)
  prepareFolder(folder, options.keep)
  const server = await startServer(folder)
  const endings: (() => unknown)[] = [() => server.stop()]
  try {
    const pgbench = findPgbench(server.bin)
    const loaded = await loadWorld(folder, server.url, options, say)
    const url = await copyWorld(server.url)
    endings.push(() => dropCopy(server.url))
    const database = await openDatabase({ kind: 'postgres', url, poolSize: 4 }, { patient: true })
    endings.push(() => database.close())
    const agents = await addAgents(database, poolSize)
    const recorder = await startRecorder(url)
    endings.push(() => recorder.stop())
    const desk = await startDesk(url, poolSize)
    endings.push(() => desk.stop())
    const load = startLoad()
    endings.push(() => load.stop())
    const stage: Stage = {
      url,
      accounts: options.accounts,
      database,
      desk,
      load,
      recorder,
      agents,
      pgbench,
      scratch: folder,
      say,
    }
    const figures = importFigures(loaded)
    for (const name of options.only) {
      say(`— ${name}`)
      await refreshSessions(database)
      figures.push(...(await work[name](stage).catch((error: unknown) => unmeasured(name, error))))
    }
    say(`\n${table(figures)}`)
    writeReport(options, before, figures)
    const short = figures.filter((figure) => !figure.reached)
    for (const { work: name, unit, remark } of short)
      say(`Falls short: ${name}, ${unit}${remark ? ` (${remark})` : ''}`)
    say(`Written to ${options.json}`)
    return short.length === 0
  } finally {
    for (const end of endings.reverse())
      await Promise.resolve(end()).catch((error: unknown) => say(`While ending: ${error}`))
    if (!options.keep && existsSync(folder))
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
}

// A signal would end this process without its exit hooks, and leave a database and a desk running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

try {
  process.exitCode = (await bench()) ? 0 : 1
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
  process.exitCode = 1
}
