import { expect, test } from 'vitest'
import { recentAccounts, rememberAccount } from '#client/accounts/recent-accounts.ts'

function aStore() {
  const kept = new Map<string, string>()
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  }
}

test('the last account opened comes first and stands once', () => {
  const store = aStore()
  for (const account of ['401000001', '401000002', '401000001']) rememberAccount(store, '7', account)
  expect(recentAccounts(store, '7')).toEqual(['401000001', '401000002'])
})

test('another person at the same computer has a list of their own', () => {
  const store = aStore()
  rememberAccount(store, '7', '401000001')
  expect(recentAccounts(store, '8')).toEqual([])
})

test('v5.0.0-14.3.3 ten are kept, and only numbers', () => {
  const store = aStore()
  for (let n = 0; n < 15; n++) rememberAccount(store, '7', `4010000${10 + n}`)
  rememberAccount(store, '7', 'Guadalupe De La Cruz')
  expect(recentAccounts(store, '7')).toHaveLength(10)
  expect([...store.kept.values()].join()).not.toContain('Guadalupe')
})

test('what somebody else wrote there does no harm', () => {
  const store = aStore()
  for (const junk of ['{', '{}', '[1, null, "<b>"]', '"401000001"']) {
    store.setItem('makeright.recent.7', junk)
    expect(recentAccounts(store, '7')).toEqual([])
  }
})
