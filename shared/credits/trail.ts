import type { Failure, Predicate, Test, Value } from '../programmes/document.ts'
import { factKinds } from '../programmes/fact-names.ts'
import { type Facts, factOf, type UnitFacts } from './facts.ts'

/** One predicate answered: what was found, what was asked for, and the sentence that says so. */
export type Decision = {
  readonly id: string
  /** The line or service it was asked of; null for the account as a whole. */
  readonly unit: string | null
  readonly input: string
  readonly expected: string
  readonly passed: boolean
  readonly words: string
  readonly route: string | null
}
/** One step of the arithmetic: in words, and exactly in minor units ("5000/29"). */
export type Step = { readonly unit: string | null; readonly words: string; readonly exact: string }
export type Trail = { readonly decisions: Decision[]; readonly steps: Step[] }

const operatorWords: Record<Test['operator'], string> = {
  is: '',
  isNot: 'not ',
  in: '',
  notIn: 'none of ',
  atLeast: 'at least ',
  moreThan: 'more than ',
  atMost: 'at most ',
  lessThan: 'less than ',
}
const valueWords = (value: Value): string => (value === true ? 'yes' : value === false ? 'no' : String(value))
const expectedTexts = new WeakMap<Test, string>()

/** "consumer or small_business", "at least 10". */
export function expectedOf(test: Test): string {
  const known = expectedTexts.get(test)
  if (known !== undefined) return known
  const { value, operator } = test
  const values = typeof value === 'object' ? value.map(valueWords).join(' or ') : valueWords(value)
  const words = operatorWords[operator] + values
  expectedTexts.set(test, words)
  return words
}

/** Whether a value passes. What is not known, and what cannot be compared, never does. */
export function passes({ operator, value }: Test, found: Value | null | undefined): boolean {
  if (found === null || found === undefined) return false
  if (typeof value === 'object') {
    if (operator === 'in') return value.includes(found)
    return operator === 'notIn' && !value.includes(found)
  }
  if (operator === 'is' || operator === 'in') return found === value
  if (operator === 'isNot' || operator === 'notIn') return found !== value
  if (typeof found !== typeof value) return false
  if (operator === 'atLeast') return found >= value
  if (operator === 'moreThan') return found > value
  return operator === 'atMost' ? found <= value : found < value
}

export const passesAll = (tests: readonly Test[], facts: Facts, unit: UnitFacts | null): boolean =>
  tests.every((test) => passes(test, factOf(test.fact, facts, unit)))

/** Asks one predicate and writes down the answer. */
export function ask(trail: Trail, predicate: Predicate, facts: Facts, unit: UnitFacts | null): boolean {
  const found = factOf(predicate.fact, facts, unit)
  const passed = passes(predicate, found)
  const unknown = found === null || found === undefined
  const failure = passed ? null : failureOf(predicate, found)
  trail.decisions.push({
    id: predicate.id,
    unit: unit?.id ?? null,
    input: unknown ? 'not known' : valueWords(found),
    expected: expectedOf(predicate),
    passed,
    words:
      failure?.because ?? `${factKinds[predicate.fact].words}: ${unknown ? 'not known' : valueWords(found)}`,
    route: failure?.route ?? null,
  })
  return passed
}

const failureOf = (predicate: Predicate, found: Value | null | undefined): Failure =>
  predicate.failureByValue?.[String(found)] ?? predicate.failure

/** A decision that the document's own structure makes, not a predicate of its author. */
export function decide(
  trail: Trail,
  decision: {
    id: string
    unit?: string | null
    input: string
    expected: string
    passed: boolean
    words: string
  },
): boolean {
  trail.decisions.push({ route: null, unit: null, ...decision })
  return decision.passed
}
