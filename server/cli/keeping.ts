import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import { eraseCustomers } from '../keeping/erase-customers.ts'
import { countExpired, expire, periodsOf } from '../keeping/expire.ts'
import { expireOldLooks, mayExpireLooks } from '../keeping/expire-old-looks.ts'
import { expireRejectFiles } from '../keeping/expire-reject-files.ts'
import { holdAccount, releaseAccount } from '../keeping/hold-account.ts'
import { setPeriod } from '../keeping/set-period.ts'
import { plain } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { actorNamed } from '../staff/actor-named.ts'
import { inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run keeping -- show                                           what is kept how long, and its floor
npm run keeping -- expire [--dry-run] [--rejects FOLDER]          drops what is over its time
npm run keeping -- set KIND --days N --reason "…"                 as the database's owner
npm run keeping -- erase ACCOUNT --reason "…" --as USERNAME       or --file LIST, a number to a line
npm run keeping -- hold|release ACCOUNT --reason "…" --as USERNAME`

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    'dry-run': { type: 'boolean', default: false },
    rejects: { type: 'string' },
    days: { type: 'string' },
    reason: { type: 'string' },
    as: { type: 'string' },
    file: { type: 'string' },
  },
})
const [name = '', subject] = positionals
const commands: Record<string, (database: Database, config: Config) => Promise<void>> = {
  show,
  expire: drop,
  set,
  erase,
  hold: (database) => hold(database, holdAccount, 'held', 'was held already'),
  release: (database) => hold(database, releaseAccount, 'released', 'was not held'),
}
const asked = Object.hasOwn(commands, name) ? commands[name] : undefined
void command(() => {
  if (!asked) throw notUnderstood(usage)
  return withDatabase(asked)
})

async function show({ db }: Database): Promise<void> {
  for (const { kind, keepDays, floorDays, what } of await periodsOf(db))
    say(`${kind.padEnd(12)} ${`${keepDays}`.padStart(6)} days (at least ${floorDays}): ${what}`)
  say('Money, its decisions and the events of acts stay: nothing here removes them.')
}

async function drop(database: Database, { seals }: Config): Promise<void> {
  const dry = values['dry-run']
  const rows = dry ? await countExpired(database.db) : await expire(database, { actor: null })
  for (const each of rows) say(`${each.kind.padEnd(12)} ${each.rows}`)
  if (values.rejects !== undefined) {
    const files = await expireRejectFiles(database, { actor: null }, values.rejects, dry)
    say(`${'rejects'.padEnd(12)} ${files.length}`)
  }
  if (!seals || !(await mayExpireLooks(database)))
    say('looks        stay: they need the database’s owner, and the key and anchors of the journal.')
  else if (!dry) say(`${'looks'.padEnd(12)} ${await expireOldLooks(database, { actor: null }, seals)}`)
  if (dry) say('Nothing was changed.')
}

async function set(database: Database): Promise<void> {
  const { days = '' } = values
  if (!subject || !/^\d{1,5}$/.test(days)) throw new Refusal('BAD_REQUEST', usage)
  const period = { kind: subject, days: Number(days), reason: reasonGiven() }
  await inWork(database, { actor: null }, (work) => setPeriod(work, period))
  say(`${subject} are kept for ${days} days.`)
}

async function erase(database: Database): Promise<void> {
  const accountIds = values.file === undefined ? [subject ?? ''] : linesOf(values.file)
  if (accountIds.some((each) => each === '')) throw new Refusal('BAD_REQUEST', usage)
  const actor = await actorNamed(database.db, whoActs())
  const done = await eraseCustomers(database, actor, { accountIds, reason: reasonGiven() })
  for (const { because } of done.refused) process.stderr.write(plain(`${because}\n`))
  say(`erased=${done.erased} before=${done.before} refused=${done.refused.length}`)
  if (done.refused.length > 0) process.exitCode = 1
}

async function hold(
  database: Database,
  act: typeof holdAccount,
  done: string,
  otherwise: string,
): Promise<void> {
  if (!subject) throw new Refusal('BAD_REQUEST', usage)
  const actor = await actorNamed(database.db, whoActs())
  const asked = { accountId: subject, reason: reasonGiven() }
  const changed = await inWork(database, { actor }, (work) => act(work, asked))
  say(`Account ${subject} ${changed ? `is ${done}` : otherwise}.`)
}

function linesOf(file: string): string[] {
  const lines = readFileSync(file, 'utf8').split(/\r?\n/)
  return [...new Set(lines.map((line) => line.trim()).filter(Boolean))]
}

function reasonGiven(): string {
  const reason = values.reason?.trim() ?? ''
  if (reason.length < 3) throw new Refusal('BAD_REQUEST', 'Say why: --reason "…", without a customer’s name.')
  return reason
}

function whoActs(): string {
  if (!values.as) throw new Refusal('BAD_REQUEST', 'Say who does it: --as USERNAME of an administrator.')
  return values.as
}
