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
  ['000003', 'must not be part'],
  ['550142', 'must not be part'],
  ['802021', 'must not be part'],
])('%s is no passcode: %s', (passcode, why) => {
  expect(passcodeProblem(passcode, known)).toContain(why)
})

test('what is found nowhere on a bill is one', () => {
  expect(passcodeProblem('904716', known)).toBeNull()
})

test('a mask leaves enough to tell two apart, and not enough to reach anybody', () => {
  expect(maskPhone('+13035550142')).toBe('•••-•••-0142')
  expect([maskEmail('maria@example.com'), maskEmail('@x'), maskEmail('nothing')]).toEqual([
    'm•••@example.com',
    '•••',
    '•••',
  ])
})
