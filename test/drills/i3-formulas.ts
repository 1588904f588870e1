import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { sql } from 'kysely'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { inWork } from '#server/work.ts'
import { send } from './calling.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import type { Stage } from './stage.ts'
import type { World } from './world.ts'

const before = [
  '',
  '',
  ' ',
  '  ',
  '"',
  "'",
  '""',
  ';',
  ',',
  '|',
  '" ',
  ' "',
  '\u00a0',
  '\u3000',
  'a;',
  'a; "',
  'b|',
  '\t',
  '\r',
  '\n',
]
const leads = ['=', '+', '-', '@', '\t=', '\r=', '\n=', '\uff1d', '\uff0b', '\uff0d', '\uff20']
const after = [
  '1+1',
  'SUM(A1:A9)',
  "cmd|' /C calc'!A0",
  'HYPERLINK("http://127.0.0.1","x")',
  '2+5+cmd;=1',
  'A1"',
  '1,2;3',
  '1\r\n=1+1',
  '1";=1+1;"',
  'x',
]
const amounts = ['-500', '-12.50', '1500', '0.01', '-0.5', '999999999999999']

/** Everything that leaves the desk as a file, filled with what somebody types who wants a spreadsheet to run it. */
export const formulas = drill({
  name: 'I3',
  what: 'cells that begin like a formula, in the journal’s and the access review’s files',
  minutes: 1,
  reduced: { cells: 600 },
  full: { cells: 20_000 },
  async run(stage, tier) {
    const world = await stage.world(await stage.cluster(), { accounts: 5 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const pick = (list: readonly string[]) => list[stage.chance.between(0, list.length - 1)] ?? ''
    const texts = Array.from({ length: tier.cells }, () => `${pick(before)}${pick(leads)}${pick(after)}`)
    const third = Math.floor(tier.cells / 3)
    const events = texts.slice(0, third).map((text, n) => ({ n, text, amount: pick(amounts) }))
    const people = texts
      .slice(third, 2 * third)
      .map((name, n) => ({ name: `${name} ${n}`, because: `${texts[2 * third + n] ?? '=1+1'}  .` }))
    await plant(world, events, people)

    const token = (await world.sessions(await world.staffId('audrey'), 1))[0] ?? ''
    const journal = await take(stage, desk, token, 'journal')
    const review = await take(stage, desk, token, 'access-review')
    const figures = {
      cells: tier.cells,
      formulas: 0,
      split: 0,
      changed: 0,
      numbers: 0,
      spreadsheet: 'not on this machine',
    }

    const rows = await read(world, journal)
    for (const row of rows) {
      const { n } = parsed(row.detail ?? '')
      if (n === undefined) continue
      const { text = '', amount = '' } = events[n] ?? {}
      if (!isTextOf(row.reason ?? '', text)) figures.changed += 1
      if (row.amount === amount) figures.numbers += 1
    }
    const persons = await read(world, review)
    const names = new Map(people.map(({ name, because }) => [calm(name), because]))
    const kept = persons.filter((row) => names.has(calm(row.name ?? '')))
    for (const row of kept)
      if (!isTextOf(row.because ?? '', names.get(calm(row.name ?? '')) ?? '')) figures.changed += 1
    const files = [journal, review]
    figures.formulas = files
      .flatMap((file) => [...cellsOf(file, ','), ...cellsOf(file, ';'), ...cellsOf(file, '|')])
      .filter(wouldRun).length
    figures.split = splitRows(journal, 9) + splitRows(review, 12)

    stage.insist(figures.formulas === 0, `${figures.formulas} cells would run in a spreadsheet.`)
    stage.insist(figures.split === 0, `${figures.split} lines have more or fewer cells than columns.`)
    stage.insist(
      figures.changed === 0,
      `${figures.changed} cells are not what was written, behind one apostrophe.`,
    )
    stage.insist(figures.numbers === third, `${third - figures.numbers} amounts are no numbers any more.`)
    stage.insist(
      kept.length === people.length,
      `${people.length - kept.length} people are not in the access review.`,
    )
    const evaluated = inSpreadsheet(stage, files)
    if (evaluated !== null) {
      figures.spreadsheet = `${evaluated} evaluated`
      stage.insist(evaluated === 0, `LibreOffice made ${evaluated} formulas of cells.`)
    }
    return figures
  },
})

type Event = { n: number; text: string; amount: string }

/** Written as the owner: the desk's own forms would cut some of it off. */
async function plant(
  { database }: World,
  events: readonly Event[],
  people: readonly { name: string; because: string }[],
) {
  await sql`insert into desk_events (business_date, action, reason, detail, request_id)
    select '2024-03-01', 'import', e.text, jsonb_build_object('n', e.n, 'amount', e.amount), 'drill'
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb) as e(n int, text text, amount text)`.execute(
    database.db,
  )
  await inWork(database, { actor: null }, async ({ tx }) => {
    await sql`insert into staff (name, role, limit_level) select p.name, 'agent', 'agent'
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p(name text)`.execute(tx)
    const admin = (name: string) => sql`(select staff_id from sign_ins where username = ${name})`
    await sql`insert into staff_changes (kind, staff_id, role, limit_level, from_role, from_level, reason, requested_by, business_date)
      select distinct on (s.staff_id) 'change', s.staff_id, 'agent', 'senior', 'agent', 'agent', p.because, ${admin('adam')}, '2024-03-01'::date
      from jsonb_to_recordset(${JSON.stringify(people)}::jsonb) as p(name text, because text) join staff s on s.name = p.name`.execute(
      tx,
    )
    await sql`update staff_changes set state = 'agreed', decided_by = ${admin('agnes')}, decided_at = now()`.execute(
      tx,
    )
  })
}

async function take(stage: Stage, desk: Desk, token: string, name: string): Promise<string> {
  const headers = {
    'content-type': 'application/json',
    'x-makeright': '1',
    origin: desk.origin,
    cookie: `makeright=${token}`,
  }
  const answer = await send(desk.origin, `/exports/${name}`, 'POST', headers, '{}')
  stage.insist(
    answer?.status === 200,
    `${name} was not exported: ${answer?.status} ${answer?.text.slice(0, 120)}`,
  )
  return answer?.text ?? ''
}

/** Read by PostgreSQL, which knows CSV and nothing of us. */
async function read({ ownerUrl }: World, file: string): Promise<Record<string, string | null>[]> {
  const client = new pg.Client({ connectionString: ownerUrl })
  await client.connect()
  try {
    const columns = (file.split('\r\n')[0] ?? '').split(',').map((name) => `"${name}" text`)
    await client.query(`create temp table read_back (${columns.join(', ')})`)
    await pipeline([file], client.query(copyFrom('copy read_back from stdin with (format csv, header true)')))
    return (await client.query<Record<string, string | null>>('select * from read_back')).rows
  } finally {
    await client.end()
  }
}

function parsed(detail: string): { n?: number } {
  try {
    return JSON.parse(detail) as { n?: number }
  } catch {
    return {}
  }
}

/** What the file may show of a text: no line breaks, and apostrophes before what could run. */
const calm = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').replaceAll("'", '')
const isTextOf = (cell: string, text: string): boolean => calm(cell) === calm(text)

/** The cells as a spreadsheet cuts them with this delimiter: a quote counts only where a cell begins. */
function cellsOf(file: string, delimiter: string): string[] {
  const cells: string[] = []
  for (const line of file.split(/\r?\n/)) {
    let at = 0
    while (at <= line.length) {
      if (line[at] === '"') {
        const closing = /"(?:[^"]|"")*(?:"|$)/y
        closing.lastIndex = at
        const quoted = closing.exec(line)?.[0] ?? ''
        at += quoted.length
        const end = line.indexOf(delimiter, at)
        const rest = line.slice(at, end < 0 ? undefined : end)
        cells.push(quoted.slice(1, -1).replaceAll('""', '"') + rest)
        at = end < 0 ? line.length + 1 : end + 1
      } else {
        const end = line.indexOf(delimiter, at)
        cells.push(line.slice(at, end < 0 ? undefined : end))
        at = end < 0 ? line.length + 1 : end + 1
      }
    }
  }
  return cells
}

/** Importers trim blanks, and some take off quotes; an apostrophe first makes a text of it. */
const wouldRun = (cell: string): boolean =>
  /^[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20]/u.test(cell) && !/^-\d+(\.\d+)?$/.test(cell)

const splitRows = (file: string, columns: number): number =>
  file
    .trimEnd()
    .split('\r\n')
    .filter((line) => cellsOf(line, ',').length !== columns).length

/** How many formulas LibreOffice makes of the files; null where it is not installed. */
function inSpreadsheet(stage: Stage, files: readonly string[]): number | null {
  const office = ['/usr/bin/soffice', '/usr/bin/libreoffice', '/usr/local/bin/soffice'].find(existsSync)
  if (!office) return null
  return files.reduce((sum, file, index) => {
    const path = join(stage.scratch, `export-${index}.csv`)
    writeFileSync(path, file)
    execFileSync(
      office,
      [
        '--headless',
        `-env:UserInstallation=file://${stage.scratch}/office`,
        '--convert-to',
        'fods',
        '--outdir',
        stage.scratch,
        path,
      ],
      { timeout: 120_000 },
    )
    const sheet = readFileSync(path.replace(/csv$/, 'fods'), 'utf8')
    return sum + (sheet.match(/table:formula=/g)?.length ?? 0)
  }, 0)
}
