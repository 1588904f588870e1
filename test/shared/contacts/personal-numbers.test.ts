import { expect, test } from 'vitest'
import { noteWarning, passesLuhn, personalNumbersIn } from '#shared/contacts/personal-numbers.ts'

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
