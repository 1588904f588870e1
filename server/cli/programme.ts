import { readFile, writeFile } from 'node:fs/promises'
import { parseArgs } from 'node:util'
import { type Evaluation, evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import { formatMoney } from '#shared/money.ts'
import { type ProgrammeRead, readProgramme } from '#shared/programmes/read-programme.ts'
import { programmeJsonSchema } from '#shared/programmes/schema.ts'
import { digest } from '../programmes/digest.ts'

const usage = `npm run programme -- check FILE...
npm run programme -- quote FILE --facts FACTS.json [--at 2024-02-25T12:00:00Z] [--json]
npm run programme -- schema   (writes docs/programme.schema.json)
`
const schemaFile = new URL('../../docs/programme.schema.json', import.meta.url)
const out = (text: string): boolean => process.stdout.write(`${text}\n`)

/** For authors of programmes: no database is opened. Exit code 0 when all is well, 1 for a refused document, 2 for a wrong call. */
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { facts: { type: 'string' }, at: { type: 'string' }, json: { type: 'boolean' } },
  })
  const [command, ...files] = positionals
  const [file] = files
  if (command === 'check' && file) for (const each of files) await check(each)
  else if (command === 'quote' && file && values.facts)
    await quote(file, values.facts, values.at, values.json ?? false)
  else if (command === 'schema') await writeFile(schemaFile, programmeJsonSchema())
  else {
    process.stderr.write(usage)
    process.exitCode = 2
  }
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 2
}

async function check(file: string): Promise<void> {
  const read = readProgramme(await readFile(file, 'utf8'))
  tell(file, read)
  if (read.ok) out(`${file}: version ${read.programme.version} of ${read.programme.id} is a programme`)
}

function tell(file: string, read: ProgrammeRead): void {
  for (const { level, line, path, words } of read.problems)
    process.stderr.write(`${file}:${line}: ${level}: ${path === '' ? '' : `${path}: `}${words}\n`)
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
  if (Number.isNaN(Date.parse(at))) throw new Error(`${at} is not an instant such as 2024-02-25T12:00:00Z`)
  const answer = evaluate(facts, read.programme, at, digest)
  if (json) out(JSON.stringify(answer, null, 2))
  else explain(answer)
}

function explain({ amount, because, route, offers, decisions, steps, hash }: Evaluation): void {
  out(`Amount: ${formatMoney(amount)}`)
  if (because) out(`Nothing is offered: ${because}${route ? ` ${route}` : ''}`)
  for (const { gives, state, deadline, units, instrument } of offers) {
    const what =
      gives.form === 'money'
        ? formatMoney(gives.amount)
        : gives.form === 'inKind'
          ? gives.words
          : `a choice of ${gives.of.map((option) => option.label).join(' or ')}`
    out(
      `Offer: ${what} (${instrument}, ${state}${deadline ? ` by ${deadline}` : ''})${units.length > 0 ? ` for ${units.join(', ')}` : ''}`,
    )
  }
  out('Decisions:')
  for (const { id, unit, input, expected, passed, words } of decisions)
    out(`  ${passed ? 'yes' : 'NO '} ${unit ? `${unit} ` : ''}${id}: ${input} (asked: ${expected}) ${words}`)
  out('Arithmetic:')
  for (const { unit, words, exact } of steps) out(`  ${unit ? `${unit}: ` : ''}${words} [${exact}]`)
  out(`Hash: ${hash}`)
}
