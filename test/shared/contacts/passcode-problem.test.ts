import { expect, test } from 'vitest'
import { maskEmail, maskPhone } from '#shared/accounts/mask.ts'
import { passcodeProblem } from '#shared/contacts/passcode-problem.ts'

const known = { accountId: '401000003', phones: ['+13035550142'], postalCode: '80202' }

test.each([
  ['12345', '6 to 10 digits'],
  ['12345678901', '6 to 10 digits'],
  ['abcdef', '6 to 10 digits'],
  ['000000', 'too easy'],
  ['456789', 'too easy'],
  ['987654', 'too easy'],
  ['121212', 'too easy'],
  ['482482', 'too easy'],
  ['113377', 'too easy'],
  ['400404', 'too easy'],
  ['041285', 'must not be a date'],
  ['310190', 'must not be a date'],
  ['19850412', 'must not be a date'],
  ['000003', 'must not be part'],
  ['550142', 'must not be part'],
  ['802021', 'must not be part'],
])('%s is no passcode: %s', (passcode, why) => {
  expect(passcodeProblem(passcode, known)).toContain(why)
})

test('what is found nowhere on a bill is one', () => {
  for (const passcode of ['904716', '736455', '4471930', '99123107'])
    expect(passcodeProblem(passcode, known)).toBeNull()
})

test('a mask leaves enough to tell two apart, and not enough to reach anybody', () => {
  expect(maskPhone('+13035550142')).toBe('•••-•••-0142')
  expect([maskEmail('maria@example.com'), maskEmail('@x'), maskEmail('nothing')]).toEqual([
    'm•••@example.com',
    '•••',
    '•••',
  ])
})
