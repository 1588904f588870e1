import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { anchoredIn, readAnchors } from '../audit/append-anchors.ts'
import { recordDeskEvent } from '../audit/record-event.ts'
import { rotateKey } from '../audit/rotate-key.ts'
import { type JournalReport, verifyJournal } from '../audit/verify-journal.ts'
import { sealAll } from '../audit/watch-journal.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import { inSnapshot, inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run audit -- verify [--from NO] [--anchors FILE] [--json]   the whole journal, or from an event's number on
npm run audit -- seal                                        what a desk does by itself every second
npm run audit -- rotate-key                                  a new key, endorsed by the one in use`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { from: { type: 'string' }, anchors: { type: 'string' }, json: { type: 'boolean' } },
})
const commands: Record<string, (database: Database, config: Config) => Promise<void>> = {
  verify,
  seal,
  'rotate-key': rotate,
}
const asked = commands[positionals[0] ?? '']
void command(() => {
  if (!asked || (values.from !== undefined && !/^[1-9]\d{0,17}$/.test(values.from)))
    throw notUnderstood(usage)
  return withDatabase(asked)
})

/** The most memory this process took, MB. On Linux getrusage counts in what the process was that started this one. */
function mostMemory(): string {
  const { maxRSS } = process.resourceUsage()
  const own =
    process.platform === 'linux'
      ? /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))
      : null
  return (Number(own?.[1] ?? maxRSS) / 1024).toFixed(0)
}

/** 1 and the first finding in one sentence when the journal is not what was sealed. */
async function verify(database: Database, config: Config): Promise<void> {
  const began = performance.now()
  const file = values.anchors ?? config.seals?.anchors
  const report = await inSnapshot(database, (db) =>
    verifyJournal(db, {
      from: BigInt(values.from ?? 1),
      anchors: file === undefined ? null : readAnchors(file),
      onProgress: (seq) => process.stderr.write(`verified to ${seq} (go on later with --from ${seq + 1n})\n`),
    }),
  )
  const seconds = (performance.now() - began) / 1000
  const { finding, events, seals, uptoSeq } = report
  if (values.json)
    say(
      JSON.stringify({
        ok: finding === null,
        events: `${events}`,
        seals: `${seals}`,
        uptoSeq: `${uptoSeq}`,
        anchors: file ?? null,
        finding,
        seconds,
      }),
    )
  else {
    if (finding) say(`BROKEN: ${finding.words}`)
    if (file === undefined) say('Without an anchor file nobody can tell whether the end was cut off.')
    say(
      `journal events=${events} seals=${seals} upto=${uptoSeq} broken=${finding ? 1 : 0} seconds=${seconds.toFixed(1)} memory=${mostMemory()} MB`,
    )
  }
  if (finding) process.exitCode = 1
  await remember(database, report)
}

/** So that the journal's page can say how far it was verified, and when. */
async function remember(database: Database, { finding, uptoSeq }: JournalReport): Promise<void> {
  await inWork(database, { actor: null }, (work) =>
    recordDeskEvent(work, {
      action: 'verify-journal',
      outcome: finding ? 'failed' : 'done',
      detail: { uptoSeq: `${uptoSeq}`, from: values.from ?? '1', finding: finding?.words ?? null },
    }),
  ).catch((error: unknown) =>
    process.stderr.write(`The result could not be written to the journal: ${String(error)}\n`),
  )
}

async function seal(database: Database, config: Config): Promise<void> {
  const files = filesOf(config)
  const sealed = await sealAll(database, files, await anchoredIn(files.anchors), true)
  say(sealed === null ? 'Another process is sealing.' : `sealed=${sealed} anchors=${files.anchors}`)
}

async function rotate(database: Database, config: Config): Promise<void> {
  const files = filesOf(config)
  const { old, fresh, kept } = await rotateKey(database, files.key)
  say(`Key ${fresh} seals from now on; ${old} is kept in ${kept}.`)
}

function filesOf(config: Config) {
  if (!config.seals)
    throw new Error(
      'Say where the key and the anchors are: MAKERIGHT_SEAL_KEY_FILE and MAKERIGHT_ANCHOR_FILE.',
    )
  return config.seals
}
