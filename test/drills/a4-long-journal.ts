import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { anchoredIn } from '#server/audit/append-anchors.ts'
import { sealAll } from '#server/audit/watch-journal.ts'
import { writeEvents } from '#test/support/many-events.ts'
import { drill } from './drill.ts'

const fastEnough = 60
const smallEnough = 200

/** What `npm run audit` runs, its bounds on memory included, without npm between it and its figures. */
const auditCommand = (): string[] => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> }
  return (scripts.audit ?? '').split(' ').slice(1)
}

/** A long journal is verified by the command that an auditor types: how long it takes, and with how much memory. */
export const longJournal = drill({
  name: 'A4',
  what: 'a long journal verified from the command line, whole and resumed',
  minutes: 4,
  reduced: { rows: 20_000 },
  full: { rows: 1_000_000 },
  async run(stage, tier) {
    const { database, ownerUrl } = await stage.world(await stage.cluster(), { accounts: 20 })
    const files = { key: join(stage.scratch, 'key.pem'), anchors: join(stage.scratch, 'anchors.jsonl') }
    const anchored = await anchoredIn(files.anchors)
    const began = performance.now()
    for (let made = 0; made < tier.rows; made += 5_000) {
      await writeEvents(database.db, 5_000, 1_000)
      await sealAll(database, files, anchored, false)
    }
    const making = (performance.now() - began) / 1000
    const verify = async (...more: string[]) => {
      const child = spawn(process.execPath, [...auditCommand(), 'verify', ...more], {
        env: {
          ...process.env,
          DATABASE_URL: ownerUrl,
          MAKERIGHT_SEAL_KEY_FILE: files.key,
          MAKERIGHT_ANCHOR_FILE: files.anchors,
        },
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      let said = ''
      child.stdout.on('data', (bytes: Buffer) => {
        said += bytes
      })
      const [code] = await once(child, 'close')
      const number = (name: string) => Number(new RegExp(`${name}=([\\d.]+)`).exec(said)?.[1] ?? Number.NaN)
      stage.insist(code === 0, `The journal did not verify: ${said.slice(0, 300)}`)
      return { events: number('events'), seconds: number('seconds'), memory: number('memory') }
    }
    const whole = await verify()
    const resumed = await verify('--from', String(tier.rows - 999))
    stage.insist(whole.seconds <= fastEnough, `Verifying ${whole.events} events took ${whole.seconds} s.`)
    stage.insist(whole.memory <= smallEnough, `Verifying took ${whole.memory} MB.`)
    stage.insist(resumed.events < whole.events, 'Going on from a number began at the beginning.')
    return {
      events: whole.events,
      seconds: whole.seconds,
      megabytes: whole.memory,
      resumed: resumed.events,
      sealing: making.toFixed(1),
    }
  },
})
