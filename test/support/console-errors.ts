import { afterEach, beforeEach, expect } from 'vitest'

/** A setup file: an error on the console that the test did not announce fails the test. */
let expected: RegExp[] = []
let unexpected: string[] = []

const written = console.error

beforeEach(() => {
  expected = []
  unexpected = []
  console.error = (...parts: unknown[]) => {
    const words = parts.map(String).join(' ')
    if (expected.some((pattern) => pattern.test(words))) return
    unexpected.push(words)
    written(...parts)
  }
})

afterEach(() => {
  console.error = written
  expect(unexpected, 'console.error was called').toEqual([])
})

/** Says that this test means to cause an error on the console. */
export function expectConsoleError(pattern: RegExp) {
  expected.push(pattern)
}
