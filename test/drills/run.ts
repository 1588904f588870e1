import { drills } from './all.ts'
import { figureLine } from './drill.ts'
import { faults } from './faults/all.ts'
import { openStage } from './stage.ts'

const say = (words: string) => process.stdout.write(`${words}\n`)

/**
 * Runs drills over the product that it lies in, which is a copy (see product-copy.ts). Prints a line of figures for
 * each, and a sentence for each promise that was broken; the exit code is the number of drills that failed. Over a fault
 * a drill ends at the sentence that names it: what else is broken then proves nothing more.
 */
async function run(): Promise<number> {
  const [names = '', seed = '1', tier = 'reduced', broken] = process.argv.slice(2)
  const fault = faults.find((each) => each.name === broken)
  let failed = 0
  for (const name of names.split(',')) {
    const drill = drills.find((each) => each.name === name)
    if (!drill) throw new Error(`There is no drill ${name}.`)
    const began = Date.now()
    const stage = openStage(Number(seed), fault?.sentence)
    let line = `${name} did not come to its end`
    try {
      const figures = await Promise.race([drill.run(stage, tier === 'full'), stage.caught])
      line = figures ? figureLine(name, figures, stage.seed) : `${name} ended where it was caught`
    } catch (error) {
      stage.broken.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
    } finally {
      stage.desksLive()
      await stage.end()
    }
    const seconds = ((Date.now() - began) / 1000).toFixed(1)
    const impossible = stage.impossible()
    const verdict = stage.broken.length > 0 ? 'BROKEN' : impossible ? `not done here: ${impossible}` : 'holds'
    say(`${line} | ${verdict}, ${tier} tier, ${seconds} s`)
    for (const sentence of stage.broken.slice(0, 12)) say(`  ${name} broken: ${sentence}`)
    if (stage.broken.length > 0) failed += 1
  }
  return failed
}

// A signal would end this process without its exit hooks, and leave databases and desks running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

run().then(
  // A connection that a drill cut may keep the process alive for its keep-alive time; everything else has ended.
  (failed) => process.exit(Math.min(failed, 100)),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
    process.exit(101)
  },
)
