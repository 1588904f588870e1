import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readProgramme } from '#shared/programmes/read-programme.ts'
import { programmeJsonSchema } from '#shared/programmes/schema.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const textOf = (id: string) => readFileSync(new URL(`${id}.json`, folder), 'utf8')
const wireless = textOf('att-guarantee-wireless-2025')
const found = (text: string) =>
  readProgramme(text).problems.map(({ line, path, words }) => `${line} ${path}: ${words}`)
/** The document with some of its fields changed, written anew. */
const changed = (id: string, change: (document: Record<string, object[]>) => object): string =>
  JSON.stringify({ ...JSON.parse(textOf(id)), ...change(JSON.parse(textOf(id))) }, null, 2)
const wordsOf = (text: string) =>
  readProgramme(text)
    .problems.map(({ words }) => words)
    .join('; ')

describe('a programme document', () => {
  it('each of the published ones is without an error', () => {
    for (const name of readdirSync(folder))
      expect(readProgramme(readFileSync(new URL(name, folder), 'utf8')).ok, name).toBe(true)
  })
  it('the published JSON Schema is the one that is checked', () => {
    const published = readFileSync(new URL('../../../docs/programme.schema.json', import.meta.url), 'utf8')
    expect(JSON.parse(published)).toEqual(JSON.parse(programmeJsonSchema()))
  })
  it('is refused whole, with every problem at once, each on its line', () => {
    const text = ['{', '  "id": "UPPER",', '  "version": 0,', '  "colour": "red"', '}'].join('\n')
    const problems = found(text)
    expect(problems).toContain('2 id: must be small letters, digits and hyphens')
    expect(problems.some((each) => each.startsWith('3 version'))).toBe(true)
    expect(problems).toContain('4 colour: colour is not a field here')
    expect(problems).toContain('1 trigger: is missing')
  })
  it.each([
    ['{\n  "id": 1,\n  "id": 2\n}', '3 : the field "id" is there twice'],
    ['{\n  "id": 1\n  "version": 2\n}', '3 : a comma or "}" was expected here'],
    ['{\n  "id": "open\n}', '2 : a text is not closed on its line'],
    ['', '1 : a value was expected here'],
    ['{} {}', '1 : there is more text after the document'],
    ['['.repeat(5000), '1 : the document is nested too deeply'],
  ])('%j says where the JSON breaks', (text, problem) => {
    expect(found(text)).toEqual([problem])
  })
  it('a negative amount and a fact that nobody measures are refused', () => {
    expect(wordsOf(textOf('cricket-2016').replace('"minor": "500"', '"minor": "-500"'))).toContain(
      'must be minor units as digits',
    )
    expect(wordsOf(wireless.replace('outage.sitesOut', 'outage.moonPhase'))).toContain('names known here')
  })
  it('points at the part of a formula that is wrong', () => {
    const text = textOf('verizon-discretionary').replace('"form": "amountOfFact"', '"form": "amountOfFcat"')
    expect(found(text).join()).toMatch(/benefits\[0\]\.gives/)
  })
})

describe('what a right shape can still say wrongly', () => {
  it.each([
    [
      'a cap below the floor',
      changed('cricket-2016', () => ({ limits: { perUnit: { floor: '500', cap: '100' } } })),
      'the cap 100 is below the floor 500',
    ],
    [
      'a value a fact never has',
      wireless.replace('"value": "consumer"', '"value": "consumers"'),
      'account.type is never "consumers"',
    ],
    [
      'a number compared with a text',
      wireless.replace('"value": 10', '"value": "10"'),
      'outage.sitesOut is a number, and "10" is none',
    ],
    [
      'a predicate that can never pass with another',
      changed('cricket-2016', () => ({
        eligibility: [
          {
            id: 'few',
            fact: 'outage.sitesOut',
            operator: 'lessThan',
            value: 5,
            failure: { because: 'a', route: null },
          },
          {
            id: 'many',
            fact: 'outage.sitesOut',
            operator: 'moreThan',
            value: 4,
            failure: { because: 'b', route: null },
          },
        ],
      })),
      'many can never pass together with few',
    ],
    [
      'an unreachable benefit',
      changed('kt-2021-10-25', ({ benefits }) => ({ benefits: [...(benefits ?? [])].reverse() })),
      'owners is unreachable: everyone before it takes everyone',
    ],
    [
      'an unreachable tier',
      textOf('germany-tkg-58').replace('"toDay": 4', '"toDay": null'),
      'unreachable: the tier before it never ends',
    ],
    [
      'a rate without its base',
      changed('cricket-2016', () => ({
        benefits: [
          {
            id: 'day',
            title: 'A day',
            when: [],
            gives: { form: 'dailyRate', days: { count: 'fixed', days: '1' } },
            instrument: 'billCredit',
          },
        ],
      })),
      'dailyRate needs a rateBase in day',
    ],
    [
      'a question about a line put to the account',
      wireless
        .replace('"fact": "account.type"', '"fact": "unit.plan"')
        .replace('"value": "consumer"', '"value": "postpaid"'),
      'unit.plan is a fact of one line',
    ],
    [
      'a version that supersedes a later one',
      changed('cricket-2016', () => ({ supersession: { supersedes: 3, mode: 'delta' } })),
      'version 1 can only supersede an earlier one',
    ],
  ])('%s', (_what, text, words) => {
    expect(wordsOf(text)).toContain(words)
    expect(readProgramme(text).ok).toBe(false)
  })
  it('what only other systems know is a warning, once for each fact, where it is first asked for', () => {
    const read = readProgramme(textOf('att-guarantee-fiber-2025'))
    expect(read.ok).toBe(true)
    const words = read.problems.map((problem) => `${problem.level} ${problem.words}`)
    expect(words).toEqual([
      expect.stringMatching(/^warning the desk’s lines are wireless voice/),
      expect.stringMatching(/^warning the desk does not load unit\.carrierEquipment/),
      expect.stringMatching(/^warning the desk does not load unit\.multiDwelling/),
    ])
  })
  it('a claim without a deadline is only a warning', () => {
    const read = readProgramme(textOf('cricket-2016'))
    expect(read.ok).toBe(true)
    expect(read.problems.map(({ level }) => level)).toEqual(['warning'])
  })
})
