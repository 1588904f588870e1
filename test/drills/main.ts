import { drills } from './all.ts'
import { faults } from './faults/all.ts'
import type { Fault } from './faults/fault.ts'
import { endLanes, type Lane, openLane, type Runs } from './lane.ts'
import { type DrillOptions, readOptions } from './options.ts'
import { misfitOf } from './product-copy.ts'

const say = (words: string) => process.stdout.write(`${words}\n`)

/** A fault is caught when its drill fails with the sentence that names what is broken, and not in another way. */
async function isCaught(lane: Lane, fault: Fault): Promise<boolean> {
  const began = Date.now()
  try {
    const { holds, said } = await lane.fault(fault)
    const caught = !holds && fault.sentence.test(said)
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    const line = said.split('\n').find((each) => fault.sentence.test(each)) ?? ''
    const words = caught ? `  ${line.trim().slice(0, 200)}` : said.trimEnd()
    say(`fault ${fault.name}: ${caught ? 'caught' : 'NOT CAUGHT'} by ${fault.drill} (${seconds} s)\n${words}`)
    return caught
  } catch (error) {
    say(`fault ${fault.name}: NOT CAUGHT\n  ${error instanceof Error ? error.message : String(error)}`)
    return false
  }
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, endLanes)

/** Drills and then faults; answers how many failed. At the gate in two lanes, but for what judges times: drills wait a lot. */
async function runAll(options: DrillOptions, runs: Runs): Promise<number> {
  const chosen = drills.filter(({ name }) => options.drills.includes(name))
  const timed = options.ci ? chosen.filter((each) => each.timed) : chosen
  const others = chosen.filter((each) => !timed.includes(each))
  const seeded = faults.filter(({ name }) => options.faults.includes(name))
  let failed = 0
  const count = (passed: boolean) => {
    if (!passed) failed += 1
  }
  const first = openLane(
    runs,
    chosen.some(({ pages }) => pages),
  )
  const second = options.ci ? openLane(runs, false) : null
  for (const { name } of timed) count(await first.drill(name))
  const work = async (lane: Lane, withPages: boolean) => {
    // The client is built in one of the copies only, which has its drills first.
    const next = () =>
      (withPages ? others.find(({ pages }) => pages) : null) ?? others.find(({ pages }) => !pages)
    for (let each = next(); each; each = next()) {
      others.splice(others.indexOf(each), 1)
      count(await lane.drill(each.name))
    }
    for (let fault = seeded.shift(); fault; fault = seeded.shift()) count(await isCaught(lane, fault))
    if (await lane.end()) return
    say('A process of the drills ended by itself, after one of them.')
    failed += 1
  }
  await Promise.all([work(first, true), ...(second ? [work(second, false)] : [])])
  return failed
}

async function start(): Promise<void> {
  const options = readOptions(process.argv.slice(2))
  if (options.list) {
    for (const { name, what, minutes } of drills)
      say(`${name.padEnd(4)} ${what} (full tier: about ${minutes} min)`)
    for (const { name, drill, what } of faults) say(`fault ${name} (${drill}): ${what}`)
    return
  }
  let failed = await runAll(options, options)
  let misfits = 0
  // The others take minutes; that they still can be made takes nothing.
  for (const { name, changes } of options.ci ? faults : []) {
    const misfit = options.faults.includes(name) ? null : misfitOf(changes)
    if (misfit) say(`fault ${name}: ${misfit}`)
    if (misfit) misfits += 1
  }
  failed += misfits
  const all = options.drills.length + options.faults.length + misfits
  say(`\n${all - failed} passed, ${failed} failed`)
  process.exitCode = failed === 0 ? 0 : 1
}

start().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
})
