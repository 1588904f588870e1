import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Evaluation, evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { formatMoney } from '#shared/money.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { type ProgrammeRead, readProgramme } from '#shared/programmes/read-programme.ts'
import { programmeJsonSchema } from '#shared/programmes/schema.ts'
import { replayAdjustment } from '../adjustments/replay-adjustment.ts'
import { replayCredit } from '../credits/replay-credit.ts'
import { simulateProgramme, workersHere } from '../credits/simulate-programme.ts'
import { simulationReport, simulationWords } from '../credits/simulation-report.ts'
import type { Database } from '../db/client.ts'
import { plain } from '../log.ts'
import { digest } from '../programmes/digest.ts'
import { putInForce } from '../programmes/put-in-force.ts'
import { Refusal } from '../refusal.ts'
import { actorNamed } from '../staff/actor-named.ts'
import { inWork, readClock } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run programme -- check FILE...
npm run programme -- quote FILE --facts FACTS.json [--at 2024-02-25T12:00:00Z] [--json]
npm run programme -- schema   (writes docs/programme.schema.json)
npm run programme -- publish FILE --as AUTHOR --by PUBLISHER [--outage ID]   two managers, by their usernames
npm run programme -- simulate FILE --outage ID [--against FILE|VERSION] [--workers N] [--json]
npm run programme -- replay CREDIT|ADJ-NUMBER   (a credit’s number, or a request’s: the stored facts give the same amount and hash again)
`
const schemaFile = new URL('../../docs/programme.schema.json', import.meta.url)

/** For authors of programmes: check, quote and schema open no database. */
void command(async () => {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      facts: text,
      at: text,
      json: { type: 'boolean' },
      as: text,
      by: text,
      outage: text,
      against: text,
      workers: text,
    },
  })
  const [name, ...files] = positionals
  const [file] = files
  if (name === 'check' && file) for (const each of files) await check(each)
  else if (name === 'quote' && file && values.facts)
    await quote(file, values.facts, values.at, values.json ?? false)
  else if (name === 'schema') await writeFile(schemaFile, programmeJsonSchema())
  else if (name === 'publish' && file && values.as && values.by)
    await publish(file, values.as, values.by, values.outage ?? null)
  else if (name === 'simulate' && file && values.outage)
    await simulate(file, values.outage, values.against, values.workers, values.json ?? false)
  else if (name === 'replay' && file && /^(adj-?)?\d{1,18}$/i.test(file)) await replay(file)
  else throw notUnderstood(usage)
})

async function publish(file: string, as: string, by: string, outageId: string | null): Promise<void> {
  const text = await readFile(file, 'utf8')
  const read = readProgramme(text)
  tell(file, read)
  if (!read.ok) return
  const { programmeId, version, made } = await withDatabase((database) =>
    inWork(database, { actor: null }, async (work) =>
      putInForce(work, {
        text,
        outageId,
        author: await actorNamed(work.tx, as),
        publisher: await actorNamed(work.tx, by),
      }),
    ),
  )
  say(
    `Version ${version} of ${programmeId} ${made ? 'is in force' : 'was in force already: nothing changed'}`,
  )
}

async function simulate(
  file: string,
  outageId: string,
  againstText: string | undefined,
  workersText: string | undefined,
  json: boolean,
): Promise<void> {
  const read = readProgramme(await readFile(file, 'utf8'))
  tell(file, read)
  if (!read.ok) return
  const { programme } = read
  const workers = workersText === undefined ? workersHere() : Number(workersText)
  if (!Number.isInteger(workers) || workers < 1 || workers > 32)
    throw notUnderstood('--workers is a number of 1 to 32')
  const view = await withDatabase(async (database, { database: named }) => {
    const target = named.kind === 'postgres' ? named : null
    const against = againstText === undefined ? null : await versionNamed(database, programme, againstText)
    const { now } = await readClock(database.db)
    const ask = { programme, against, outageId, at: now.toISOString() }
    const began = performance.now()
    const tally = await simulateProgramme(database, ask, { target, workers, onProgress: bar() })
    return simulationReport(database.db, ask, tally, (performance.now() - began) / 1000)
  })
  say(json ? JSON.stringify(view, null, 2) : simulationWords(view))
}

/** A file, or the number of a version at the desk. */
async function versionNamed(database: Database, { id }: Programme, text: string): Promise<Programme> {
  if (!/^\d+$/.test(text)) {
    const read = readProgramme(await readFile(text, 'utf8'))
    tell(text, read)
    if (read.ok) return read.programme
    throw new Refusal('BAD_REQUEST', `${text} is not a programme.`)
  }
  const found = await database.db
    .selectFrom('programmes')
    .select('document')
    .where('programmeId', '=', id)
    .where('version', '=', Number(text))
    .executeTakeFirst()
  if (!found?.document) throw new Refusal('NOT_FOUND', `There is no version ${text} of ${id}.`)
  return found.document as Programme
}

/** A bar on a terminal, a line every few seconds elsewhere; on stderr, so that stdout stays the answer’s. */
function bar(): (done: number, total: number) => void {
  const began = performance.now()
  let shown = Number.NEGATIVE_INFINITY
  return (done, total) => {
    const now = performance.now()
    if (now - shown < (process.stderr.isTTY ? 100 : 3_000) && done < total) return
    shown = now
    const pace = Math.round(done / Math.max(0.001, (now - began) / 1000))
    const words = `[${'#'.repeat(Math.round((24 * done) / Math.max(1, total))).padEnd(24, '.')}] ${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} accounts, ${pace.toLocaleString('en-US')}/s`
    process.stderr.write(
      process.stderr.isTTY ? `\r${words}\u001b[K${done < total ? '' : '\n'}` : `${words}\n`,
    )
  }
}

async function replay(number: string): Promise<void> {
  const id = BigInt(number.replace(/\D/g, ''))
  const { words, problems } = await withDatabase(({ db }) =>
    /^adj/i.test(number) ? replayAdjustment(db, id) : replayCredit(db, id),
  )
  say(words)
  for (const problem of problems) process.stderr.write(plain(`${problem}\n`))
  if (problems.length > 0) process.exitCode = 1
  else say('Replayed: the same amount and the same hash')
}

async function check(file: string): Promise<void> {
  const read = readProgramme(await readFile(file, 'utf8'))
  tell(file, read)
  if (read.ok) say(`${file}: version ${read.programme.version} of ${read.programme.id} is a programme`)
}

function tell(file: string, read: ProgrammeRead): void {
  for (const { level, line, path, words } of read.problems)
    process.stderr.write(plain(`${file}:${line}: ${level}: ${path === '' ? '' : `${path}: `}${words}\n`))
  if (!read.ok) process.exitCode = 1
}

async function quote(
  file: string,
  factsFile: string,
  at = new Date().toISOString(),
  json: boolean,
): Promise<void> {
  const read = readProgramme(await readFile(file, 'utf8'))
  tell(file, read)
  if (!read.ok) return
  const facts = JSON.parse(await readFile(factsFile, 'utf8')) as Facts
  if (typeof facts?.account !== 'object' || typeof facts.outage?.id !== 'string')
    throw new Error(
      `${factsFile} must hold an account and an outage with its id (docs/programme-format.md, Facts)`,
    )
  if (Number.isNaN(Date.parse(at)))
    throw notUnderstood(`${at} is not an instant such as 2024-02-25T12:00:00Z`)
  const answer = evaluate(facts, read.programme, at, digest)
  if (json) say(JSON.stringify(answer, null, 2))
  else explain(answer)
}

function explain({ amount, because, route, offers, decisions, steps, hash }: Evaluation): void {
  say(`Amount: ${formatMoney(amount)}`)
  if (because) say(`Nothing is offered: ${because}${route ? ` ${route}` : ''}`)
  for (const { gives, state, deadline, units, instrument } of offers) {
    const what =
      gives.form === 'money'
        ? formatMoney(gives.amount)
        : gives.form === 'inKind'
          ? gives.words
          : `a choice of ${gives.of.map((option) => option.label).join(' or ')}`
    say(
      `Offer: ${what} (${instrument}, ${state}${deadline ? ` by ${deadline}` : ''})${units.length > 0 ? ` for ${units.join(', ')}` : ''}`,
    )
  }
  say('Decisions:')
  for (const { id, unit, input, expected, passed, words } of decisions)
    say(`  ${passed ? 'yes' : 'NO '} ${unit ? `${unit} ` : ''}${id}: ${input} (asked: ${expected}) ${words}`)
  say('Arithmetic:')
  for (const { unit, words, exact } of steps) say(`  ${unit ? `${unit}: ` : ''}${words} [${exact}]`)
  say(`Hash: ${hash}`)
}
