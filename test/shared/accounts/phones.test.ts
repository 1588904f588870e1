import { describe, expect, it } from 'vitest'
import { formatPhone, parsePhone, phoneDigits } from '#shared/accounts/phones.ts'

describe('a phone number in any form', () => {
  it.each([
    '7205550151',
    '(720) 555-0151',
    '720.555.0151',
    '720 555 0151',
    '1-720-555-0151',
    '+1 (720) 555-0151',
    'tel:+17205550151',
    '720‑555‑0151',
    '001 720 555 0151',
    '720-555-0151 ext. 12',
    ' +17205550151\t',
    '７２０５５５０１５１',
  ])('%s is +17205550151', (text) => {
    expect(parsePhone(text)).toBe('+17205550151')
  })
  it('other countries keep theirs', () => {
    expect(parsePhone('+44 20 7946 0000')).toBe('+442079460000')
    expect(parsePhone('011 353 1 555 0123')).toBe('+35315550123')
  })
  it.each([
    '',
    '5550151',
    '1205550151',
    '720555015',
    '72055501511',
    'call me',
    '+1720555015',
    '0'.repeat(500),
  ])('"%s" is none', (text) => {
    expect(parsePhone(text)).toBeNull()
  })
  it('the last digits can be searched by', () => {
    expect(phoneDigits('0151')).toBe('0151')
    expect(phoneDigits('555-0151')).toBe('5550151')
    expect(phoneDigits('(720) 555-0151')).toBe('17205550151')
    expect(phoneDigits('O151')).toBeNull()
  })
  it('is shown as people read it', () => {
    expect(formatPhone('+17205550151')).toBe('(720) 555-0151')
    expect(formatPhone('+442079460000')).toBe('+442079460000')
  })
})
