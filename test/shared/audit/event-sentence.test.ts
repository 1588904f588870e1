import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { actOf, leavesNoEvent } from '#server/audit/describe-call.ts'
import { appRouter } from '#server/router.ts'
import { callWords } from '#shared/audit/call-words.ts'
import { eventMore, eventSentence } from '#shared/audit/event-sentence.ts'
import { actWords, wordsOfAct } from '#shared/audit/words.ts'
import { wordOfRole } from '#shared/staff/roles.ts'

const read = (action: string, detail: object, outcome = 'done') => {
  const event = { action, outcome, detail: { ...detail } }
  return [eventSentence(event), ...eventMore(event)].join(', ')
}

test('an auditor reads what somebody did as a sentence', () => {
  expect(read('read', { what: 'search', by: 'name', count: 3, accounts: ['a', 'b', 'c'] })).toBe(
    'Searched by name, 3 accounts shown',
  )
  expect(read('read', { what: 'search', by: 'account phone', count: 1, accounts: ['a'] })).toBe(
    'Searched by account or phone, 1 account shown',
  )
  expect(read('read', { what: 'search', by: 'sim', count: 0 })).toBe('Searched by SIM, nothing was found')
  expect(read('verify-caller', { way: 'business-contact' })).toBe('Verified a caller, by business contact')
})

test('what was refused or failed is what somebody tried, and why not', () => {
  expect(read('give', { what: 'adjustments.give', code: 'OVER_BUDGET' }, 'refused')).toBe(
    'Tried to give a credit, over the outage’s budget',
  )
  expect(read('sign-in', { what: 'password', locked: true }, 'refused')).toBe(
    'Tried to sign in, the name is locked',
  )
  expect(read('verify-caller', { way: 'passcode' }, 'failed')).toBe('Tried to verify a caller, by passcode')
})

test('every act that the desk can write has words, and so has every call that it can refuse', () => {
  const folder = fileURLToPath(new URL('../../../server/', import.meta.url))
  const written = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('headers.ts'))
    .flatMap((name) => [...readFileSync(`${folder}${name}`, 'utf8').matchAll(/\baction: '([a-z.-]+)'/g)])
    .map(([, action = '']) => action)
  expect(written.length).toBeGreaterThan(60)
  expect([...new Set(written)].filter((action) => !(action in actWords))).toEqual([])

  const calls = Object.keys(appRouter._def.procedures).filter((path) => !(path in leavesNoEvent))
  expect(calls.filter((path) => !(path in callWords))).toEqual([])
  expect(
    Object.keys(callWords).filter((path) => !calls.includes(path) && !path.startsWith('exports.')),
  ).toEqual([])
})

test('what another version of the desk wrote is shown as it is written', () => {
  expect(wordsOfAct('tell-the-moon')).toBe('Tell the moon')
  expect(actOf('noun.tellTheMoon')).toBe('tell-the-moon')
  expect(wordOfRole('admin')).toBe('administrator')
})
