import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { problemsOf, type Requirement, readLedger, titleOf } from './ledger.ts'

/** `npm run asvs`: checks docs/asvs.csv, then runs exactly the tests that it names, by their titles. */
const say = (words: string): void => void process.stdout.write(`${words}\n`)
type Assertion = { fullName: string; status: string; failureMessages?: string[] }
type Result = { testResults: { assertionResults: Assertion[] }[] }

/** What each file belongs to in vitest.config.ts. Grants hold on PostgreSQL only, so the server is asked there. */
const projects: readonly [RegExp, string, (file: string) => string][] = [
  [/^test\/server\//, 'server-postgres', (file) => file],
  [/^test\/journeys\//, 'journeys', (file) => file],
  [/^test\/house\//, 'house', () => 'test/house-rules.test.ts'],
  [/^test\/shared\//, 'shared', (file) => file],
  [/^test\/client\//, 'client', (file) => file],
]

const ledger = readLedger()
const problems = problemsOf(ledger)
for (const problem of problems) say(problem)
const tested = ledger.filter(({ test }) => test !== '')
const results = problems.length === 0 ? run(tested) : []
const shown = tested.filter(({ id }) => {
  const about = results.filter(({ fullName }) => fullName.split(/\s+/).includes(titleOf(id)))
  const passed =
    about.some(({ status }) => status === 'passed') && !about.some(({ status }) => status === 'failed')
  if (!passed && problems.length === 0)
    say(`${id} was not shown: ${about.map(({ status }) => status).join(', ') || 'no such test ran'}.`)
  return passed
})
const verdict = (name: string) => ledger.filter((each) => each.verdict === name).length
say(
  `asvs rows=${ledger.length} pass=${verdict('pass')} n/a=${verdict('n/a')} open=${verdict('open')} tested=${tested.length} shown=${shown.length} problems=${problems.length}`,
)
if (problems.length > 0 || shown.length < tested.length) process.exitCode = 1

function run(requirements: readonly Requirement[]): Assertion[] {
  const folder = mkdtempSync(join(tmpdir(), 'makeright-asvs-'))
  try {
    return projects.flatMap(([pattern, project, fileOf]) => {
      const files = new Set(
        requirements
          .map(({ test }) => test)
          .filter((test) => pattern.test(test))
          .map(fileOf),
      )
      return files.size === 0 ? [] : runProject(project, [...files], join(folder, `${project}.json`))
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function runProject(project: string, files: readonly string[], output: string): Assertion[] {
  spawnSync(
    process.execPath,
    [
      'node_modules/vitest/vitest.mjs',
      'run',
      '--project',
      project,
      '-t',
      String.raw`v5\.0\.0-\d`,
      '--reporter=json',
      `--outputFile=${output}`,
      ...files,
    ],
    { stdio: 'ignore' },
  )
  const result = JSON.parse(readFileSync(output, 'utf8')) as Result
  const assertions = result.testResults.flatMap(({ assertionResults }) => assertionResults)
  for (const { fullName, status, failureMessages = [] } of assertions)
    if (status === 'failed') say(`FAILED ${fullName}\n  ${failureMessages.join('\n  ').slice(0, 1_500)}`)
  return assertions
}
