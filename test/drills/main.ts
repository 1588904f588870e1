import { type ChildProcess, spawn } from 'node:child_process'
import { drills } from './all.ts'
import { faults } from './faults/all.ts'
import type { Fault } from './faults/fault.ts'
import { keptData } from './migrated-data.ts'
import { readOptions } from './options.ts'
import { endsWithUs } from './processes.ts'
import { copyProduct, misfitOf, type ProductCopy } from './product-copy.ts'

/** Made by the first that needs it, for all that run. */
const kept = keptData()
let running: ChildProcess | undefined
const say = (words: string) => process.stdout.write(`${words}\n`)

type Run = { names: string[]; seed: number; tier: 'full' | 'reduced'; fault?: Fault }
type Ran = { failed: number; said: string }

/** Runs drills in the copy of the product, broken by the fault if there is one. Answers how many failed and what was said. */
async function inCopy(copy: ProductCopy, { names, seed, tier, fault }: Run): Promise<Ran> {
  copy.withPages(drills.some(({ name, pages = false }) => pages && names.includes(name)))
  const mend = copy.change(fault?.changes ?? [])
  try {
    const words = ['test/drills/run.ts', names.join(','), String(seed), tier, ...(fault ? [fault.name] : [])]
    const child = spawn(process.execPath, ['test/drills/start.cjs', ...words], {
      cwd: copy.folder,
      env: { ...process.env, DRILL_DATA: kept },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    endsWithUs(child)
    running = child
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => {
        said += bytes
        if (!fault) process.stdout.write(bytes)
      })
    const code = await new Promise<number>((resolve) => child.once('close', (status) => resolve(status ?? 1)))
    return { failed: code > 100 ? names.length : code, said }
  } finally {
    running = undefined
    mend()
  }
}

/** A fault is caught when its drill fails with the sentence that names what is broken, and not in another way. */
async function isCaught(copy: ProductCopy, fault: Fault, seed: number): Promise<boolean> {
  const began = Date.now()
  try {
    const { failed, said } = await inCopy(copy, { names: [fault.drill], seed, tier: 'reduced', fault })
    const caught = failed > 0 && fault.sentence.test(said)
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    say(`fault ${fault.name}: ${caught ? 'caught' : 'NOT CAUGHT'} by ${fault.drill} (${seconds} s)`)
    const line = said.split('\n').find((each) => fault.sentence.test(each)) ?? ''
    say(caught ? `  ${line.trim().slice(0, 200)}` : said.trimEnd())
    return caught
  } catch (error) {
    say(`fault ${fault.name}: NOT CAUGHT\n  ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

// What runs has databases and folders to put away: it is asked to end, and this process ends after it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.once(signal, () => {
    if (!running) process.exit(130)
    running.once('close', () => process.exit(130))
    running.kill('SIGTERM')
    setTimeout(() => process.exit(130), 10_000)
  })

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.list) {
    for (const { name, what, minutes } of drills)
      say(`${name.padEnd(4)} ${what} (full tier: about ${minutes} min)`)
    for (const { name, drill, what } of faults) say(`fault ${name} (${drill}): ${what}`)
    return
  }
  const { drills: names, seed, tier } = options
  const copy = copyProduct()
  process.on('exit', copy.remove)
  let failed = names.length > 0 ? (await inCopy(copy, { names, seed, tier })).failed : 0
  for (const name of options.faults) {
    const fault = faults.find((each) => each.name === name)
    if (fault && !(await isCaught(copy, fault, seed))) failed += 1
  }
  let misfits = 0
  // The others take minutes; that they still can be made takes nothing.
  for (const { name, changes } of options.ci ? faults : []) {
    const misfit = options.faults.includes(name) ? null : misfitOf(changes)
    if (misfit) say(`fault ${name}: ${misfit}`)
    if (misfit) misfits += 1
  }
  failed += misfits
  const all = names.length + options.faults.length + misfits
  say(`\n${all - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
