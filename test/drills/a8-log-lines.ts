import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { naughty } from '#test/support/naughty.ts'
import { sayRaw } from '#test/support/raw-http.ts'
import { call } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { inLanes } from './gifts.ts'
import { accountNumber, outageId } from './world.ts'

const forged = 'FORGED'
/** Each string, with what would make it a line of its own. */
const lines = [
  '\n{"level":50,"msg":"FORGED"}',
  '\r\n{"level":50,"msg":"FORGED"}',
  '\r{"level":50,"msg":"FORGED"}',
  '\u2028{"level":50,"msg":"FORGED"}',
  '\u0085{"level":50,"msg":"FORGED"}',
  '\u001b[2K\u001b[1A{"level":50,"msg":"FORGED"}',
  '\u009b2K{"level":50,"msg":"FORGED"}',
  '"}\n{"level":50,"msg":"FORGED"}',
]

/** Text that would begin another line of a log, or tell a terminal something, in every field that takes text. */
export const logLines = drill({
  name: 'A8',
  what: 'line feeds, terminal commands and 515 naughty strings in every text: the log, the anchors and what commands print',
  minutes: 3,
  reduced: { strings: 60 },
  full: { strings: 515 },
  async run(stage, tier) {
    const world = await stage.world(await stage.cluster(), { accounts: 10 })
    const anchors = join(stage.scratch, 'anchors.jsonl')
    const [desk] = (await stage.desks(world, 1, {
      LOG_LEVEL: 'debug',
      MAKERIGHT_SEAL_KEY_FILE: join(stage.scratch, 'key.pem'),
      MAKERIGHT_ANCHOR_FILE: anchors,
    })) as [Desk]
    const port = Number(new URL(desk.origin).port)
    const [manager] = await world.people('manager', 1)
    const token = manager?.token ?? ''
    const strings = [...lines, ...naughty].slice(0, tier.strings + lines.length)
    // A bug of ours is what writes most into a log, and a database's own words may hold what somebody typed.
    await sql`create function fail_loudly() returns trigger language plpgsql as $$ begin
      raise exception 'failed with %', new.note using errcode = 'XX000'; end $$`.execute(world.database.db)
    await sql`create trigger fails_loudly before update on drafts for each row execute function fail_loudly()`.execute(
      world.database.db,
    )
    const figures = {
      strings: strings.length,
      sent: 0,
      lines: 0,
      forged: 0,
      unsafe: 0,
      anchors: 0,
      printed: 0,
    }
    await inLanes(4, strings, async (text, index) => {
      const accountId = accountNumber(1 + (index % 9))
      const opened = await call(desk.origin, {
        token,
        procedure: 'adjustments.openDraft',
        input: { accountId, outageId },
      })
      const draftId =
        opened.kind === 'ok'
          ? (opened.data as { draftId: string }).draftId
          : '00000000-0000-4000-8000-000000000000'
      const asks: [string, unknown][] = [
        [
          'adjustments.saveDraft',
          {
            accountId,
            draftId,
            amountText: text.slice(0, 40),
            reasonCode: text.slice(0, 60),
            note: text.slice(0, 2000),
          },
        ],
        ['accounts.search', { text }],
        ['adjustments.refuse', { accountId, adjustmentId: '1', reason: `why ${text}`.slice(0, 500) }],
        ['adjustments.accountPage', { accountId: text }],
        ['staff.signIn', { username: text.slice(0, 100) || 'x', password: text.slice(0, 200) || 'x' }],
      ]
      for (const [procedure, input] of asks) {
        await call(desk.origin, { token, procedure, input })
        figures.sent += 1
      }
      // Half a surrogate has no place in an address: it goes as a browser would send it.
      const inPath = encodeURIComponent(Buffer.from(text).toString()).slice(0, 2000)
      const inHeader = [...text].map((each) => (each >= ' ' && each <= '\u00ff' ? each : '?')).join('')
      await sayRaw(port, [
        Buffer.from(
          `GET /${inPath} HTTP/1.1\r\nHost: x\r\nUser-Agent: ${inHeader.slice(0, 500)}\r\nConnection: close\r\n\r\n`,
          'latin1',
        ),
      ])
      const report = JSON.stringify({ 'csp-report': { 'effective-directive': text, 'blocked-uri': text } })
      await sayRaw(port, [
        `POST /csp-reports HTTP/1.1\r\nHost: x\r\nContent-Type: application/csp-report\r\nConnection: close\r\nContent-Length: ${Buffer.byteLength(report)}\r\n\r\n${report}`,
      ])
      figures.sent += 2
    })
    await pause(1500)

    const written = desk.heard().split('\n').slice(0, -1)
    const events = written.filter(
      (line) => !/^(Durability|Makeright is ready|Building|The journal)/.test(line),
    )
    figures.lines = events.length
    for (const line of events) {
      const isEvent = objectIn(line)
      if (!isEvent || isEvent.msg === forged) figures.forged += 1
      if (!isSafe(line)) figures.unsafe += 1
      stage.insist(
        isEvent !== null && isEvent.msg !== forged,
        `A line of the log is no event of ours: ${JSON.stringify(line.slice(0, 120))}.`,
      )
      stage.insist(
        isSafe(line),
        `A line of the log could tell a terminal something: ${JSON.stringify(line.slice(0, 120))}.`,
      )
    }
    stage.insist(
      events.length >= strings.length,
      `Only ${events.length} events were logged: the control did not fire.`,
    )
    const sealed = existsSync(anchors) ? readFileSync(anchors, 'utf8').split('\n').slice(0, -1) : []
    for (const line of sealed) {
      figures.anchors += 1
      stage.insist(
        objectIn(line) !== null && isSafe(line),
        `An anchor is not one line: ${line.slice(0, 120)}.`,
      )
    }
    stage.insist(sealed.length > 0, 'Nothing was sealed.')
    figures.printed = printedBy(world.ownerUrl, stage.insist)
    return figures
  },
})

function objectIn(line: string): Record<string, unknown> | null {
  try {
    const parsed: unknown = JSON.parse(line)
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : null
  } catch {
    return null
  }
}

/** No control of a terminal, and no line break but the one at the end. */
const isSafe = (text: string): boolean =>
  Array.from(text, (character) => character.codePointAt(0) ?? 0).every(
    (code) => (code >= 32 && code < 127) || (code > 159 && code !== 0x2028 && code !== 0x2029),
  )

/** What commands print of what somebody gave them. */
function printedBy(url: string, insist: (holds: boolean, otherwise: string) => void): number {
  let printed = 0
  for (const [index, text] of lines.filter((_line, at) => at % 2 === 1).entries()) {
    const name = `Person ${text.replaceAll('\n', ' ').replaceAll('\r', ' ')}`
    const words = ['add', `person-${index}`, '--name', name, '--role', 'auditor']
    const strange = ['add', 'x', '--name', name, '--role', text]
    for (const each of [words, strange]) {
      const done = spawnSync(process.execPath, ['server/run.cjs', 'server/cli/staff.ts', ...each], {
        env: { ...process.env, DATABASE_URL: url },
        input: 'a long enough Passw0rd of this drill\n',
        encoding: 'utf8',
        timeout: 60_000,
      })
      const said = `${done.stdout}${done.stderr}`
      printed += 1
      insist(
        said.split('\n').every(isSafe),
        `A command tells the terminal something: ${JSON.stringify(said.slice(0, 160))}.`,
      )
    }
  }
  return printed
}
