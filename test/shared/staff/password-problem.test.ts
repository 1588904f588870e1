import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { passwordProblem, wordsOfThisPlace } from '#shared/staff/password-problem.ts'

const alex = { username: 'alex.rivera', name: 'Alex Rivera' }

test('v5.0.0-6.2.11 a password of words of this place, or of one’s own name, is not taken', () => {
  for (const password of [
    'Makeright-2026',
    'outagecredit!!',
    'AlexRivera2024',
    'welcome-welcome',
    'helpdesk 1999 A',
    'RIVERA manager 1',
  ])
    expect([password, passwordProblem(password, alex)]).toEqual([
      password,
      expect.stringMatching(/try first/),
    ])
})

test('any other of twelve characters is, whatever they are', () => {
  for (const password of [
    'correct horse battery',
    'aaaaaaaaaaaa',
    'пароль-из-букв',
    '🐎🔋📎🐎🔋📎',
    'makeright makes nobody rich',
    '            x',
  ].filter((each) => each.trim().length > 6))
    expect([password, passwordProblem(password, alex)]).toEqual([password, null])
  expect(passwordProblem('elevenchars', alex)).toMatch(/12 characters/)
})

test('v5.0.0-6.1.2 the words are written down', () => {
  const security = readFileSync('docs/security.md', 'utf8')
  const listed = /Words that do not make a password here: ([^.]+)\./.exec(security)?.[1]?.split(', ')
  expect(listed).toEqual([...wordsOfThisPlace])
})
