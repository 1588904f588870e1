import { existsSync, readFileSync } from 'node:fs'

/** docs/asvs.csv: what OWASP ASVS 5.0.0 asks at levels 1 and 2, and what the desk does about it, a requirement to a row. */
export type Requirement = {
  id: string
  level: string
  verdict: string
  evidence: string
  /** The file of the test whose title carries the id; empty where there is none. */
  test: string
}

export const ledgerPath = 'docs/asvs.csv'
const columns = 'id,level,verdict,evidence,test'
/** Levels 1 and 2 of the chapters that apply, counted from the standard's own list (docs/decisions/0036-*.md). */
const counts = { '1': 60, '2': 148 }
const leastTested = 150

export const titleOf = (id: string): string => `v5.0.0-${id}`

export function readLedger(text = readFileSync(ledgerPath, 'utf8')): Requirement[] {
  const [heading, ...lines] = text.trimEnd().split('\n')
  if (heading !== columns) throw new Error(`${ledgerPath} begins with ${columns}.`)
  return lines.map((line) => {
    const [id = '', level = '', verdict = '', evidence = '', test = ''] = cellsOf(line)
    return { id, level, verdict, evidence, test }
  })
}

const cellsOf = (line: string): string[] =>
  [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  )

/** Whether a test of this file says in its title that it is about the requirement. */
const isNamedIn = (text: string, id: string): boolean =>
  new RegExp(`['"\`][^'"\`\\n]*\\bv5\\.0\\.0-${id.replaceAll('.', '\\.')}(?![\\d.]*\\d)[^\\n]*`).test(text)

/** What is wrong with the ledger, in sentences. */
export function problemsOf(ledger: readonly Requirement[]): string[] {
  const problems: string[] = []
  const once = new Set<string>()
  for (const { id, level, verdict, evidence, test } of ledger) {
    if (!/^\d{1,2}\.\d\.\d{1,2}$/.test(id)) problems.push(`"${id}" is no number of a requirement.`)
    if (once.has(id)) problems.push(`${id} stands there twice.`)
    once.add(id)
    if (level !== '1' && level !== '2') problems.push(`${id} is of level ${level}.`)
    if (!['pass', 'n/a', 'open'].includes(verdict)) problems.push(`${id} has the verdict "${verdict}".`)
    if (evidence.length < 10) problems.push(`${id} has no evidence.`)
    if (verdict === 'open' && !/^missing: /.test(evidence))
      problems.push(`${id} is open and does not say what is missing.`)
    for (const path of filesIn(evidence))
      if (!existsSync(path)) problems.push(`${id} names ${path}, which is not there.`)
    if (test !== '' && (!existsSync(test) || !isNamedIn(readFileSync(test, 'utf8'), id)))
      problems.push(`${id}: no title in ${test} carries ${titleOf(id)}.`)
  }
  for (const [level, count] of Object.entries(counts)) {
    const there = ledger.filter((each) => each.level === level).length
    if (there !== count) problems.push(`Level ${level} has ${there} rows and not ${count}.`)
  }
  const tested = ledger.filter(({ test }) => test !== '').length
  if (tested < leastTested) problems.push(`${tested} rows name a test; ${leastTested} should.`)
  return problems
}

const filesIn = (evidence: string): string[] =>
  evidence
    .match(/\b(?:server|shared|client|test|docs)\/[\w./-]*[\w-]/g)
    ?.filter((path) => /\.\w+$/.test(path)) ?? []
