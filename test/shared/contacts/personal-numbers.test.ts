import { expect, test } from 'vitest'
import {
  hidePersonalNumbers,
  noteWarning,
  passesLuhn,
  personalNumbersIn,
} from '#shared/contacts/personal-numbers.ts'

test.each([
  'card 4111 1111 1111 1111 please',
  '4111-1111-1111-1111',
  '5555555555554444',
  'Amex 378282246310005.',
  '6011 0009 9013 9424',
  '３７８２８２２４６３１０００５',
])('“%s” holds a card number', (text) => {
  expect(personalNumbersIn(text)).toEqual(['card number'])
})

test.each(['SSN 219-09-9999', '219 09 9999', 'social security number 219099999', 'ITIN: 219‑09‑9999'])(
  '“%s” holds an identity number',
  (text) => {
    expect(personalNumbersIn(text)).toEqual(['identity number'])
    expect(noteWarning(text)).toContain('an identity number')
  },
)

test.each([
  'Account 401000003, line (720) 555-0151, ADJ-000123, $1,234.50',
  'call +1 720 555 0151 or 720-555-0151',
  'IMSI 310410000000013',
  '4111 1111 1111 1112',
  '000-12-3456 and 666-12-3456 and 912-34-5678',
  'from 2024-02-22 09:00 to 2024-02-22 19:00',
  '1234567890123456789012345',
  '',
])('“%s” passes', (text) => {
  expect(noteWarning(text)).toBeNull()
})

test('the check digit is Luhn’s', () => {
  expect(['79927398713', '79927398710', '0', '18'].map(passesLuhn)).toEqual([true, false, true, true])
})

test.each([
  ['pays by 4111 1111 1111 1111, account 401000003', 'pays by •••• •••• •••• 1111, account 401000003'],
  ['4111-1111-1111-1111 and 5555555555554444', '••••-••••-••••-1111 and ••••••••••••4444'],
  ['SSN 219-09-9999', 'SSN •••-••-9999'],
  ['social security number 219099999 of 720-555-0151', 'social security number •••••9999 of •••-•••-0151'],
  ['４１１１１１１１１１１１１１１１', '••••••••••••１１１１'],
  ['nothing of the kind, 720-555-0151', 'nothing of the kind, 720-555-0151'],
])('of “%s” a draft keeps “%s”', (text, kept) => {
  expect(hidePersonalNumbers(text)).toBe(kept)
})
test('whatever warned, nothing that is kept warns', () => {
  for (const text of [
    '4111 1111  1111 1111',
    '4111\n1111 1111 1111',
    'ITIN: 219‑09‑9999',
    'ssn  x 219 099999',
  ])
    expect(noteWarning(hidePersonalNumbers(text))).toBeNull()
})
