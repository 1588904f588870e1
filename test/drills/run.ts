import { drills } from './all.ts'
import { figureLine } from './drill.ts'
import { faults } from './faults/all.ts'
import { openStage } from './stage.ts'

const [seed = '1', tier = 'reduced', broken] = process.argv.slice(2)
const fault = faults.find((each) => each.name === broken)

/**
 * Runs a drill over the product that it lies in, which is a copy (see product-copy.ts). Prints a line of figures, and a
 * sentence for each promise that was broken. Over a fault a drill ends at the sentence that names it: what else is broken
 * then proves nothing more.
 */
async function run(name: string): Promise<boolean> {
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
  const lines = [
    `${line} | ${verdict}, ${tier} tier, ${seconds} s`,
    ...stage.broken.slice(0, 12).map((sentence) => `  ${name} broken: ${sentence}`),
  ]
  // In one piece: another lane may say something at the same time.
  process.stdout.write(`${lines.join('\n')}\n`)
  return stage.broken.length === 0
}

// A signal would end this process without its exit hooks, and leave databases and desks running.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130))

// A connection that a drill cut may keep the process alive for its keep-alive time; everything else has ended.
process.once('disconnect', () => process.exit())
process.on('message', ({ name }: { name?: string }) => {
  if (!name) process.exit()
  run(name).then(
    (holds) => process.send?.({ holds }),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`)
      process.exit(101)
    },
  )
})
