import { expect, test } from 'vitest'
import { isOfCustomers, nextOf, numberOf, paths } from '#client/paths.ts'

test('v5.0.0-1.2.2 every address names accounts and requests by number', () => {
  expect(paths.account('401000003')).toBe('/accounts/401000003')
  expect(paths.account('401000003', '2024-02-22-network')).toBe(
    '/accounts/401000003?outage=2024-02-22-network',
  )
  expect(paths.requests()).toBe('/requests')
  expect(paths.requests('waiting')).toBe('/requests?show=waiting')
  expect(paths.request('401000003', '412', 'mine')).toBe('/requests/401000003/412?show=mine')
})

test('signing in goes back to the page it was asked on', () => {
  expect(nextOf(paths.signIn('/requests?show=mine').slice('/sign-in'.length))).toBe('/requests?show=mine')
  expect(paths.signIn('/')).toBe('/sign-in')
})

test('v5.0.0-3.7.2 signing in never leads away from the desk', () => {
  for (const next of [
    'https://elsewhere.example',
    '//elsewhere.example',
    '/\\elsewhere.example',
    'javascript:alert(1)',
    '/sign-in',
  ]) {
    expect(nextOf(`?${new URLSearchParams({ next })}`)).toBe('/')
  }
})

test('the address of the search holds account and request numbers only', () => {
  expect(numberOf('?q=401000003')).toBe('401000003')
  expect(numberOf('?q=ADJ-000412')).toBe('ADJ-000412')
  for (const q of ['Guadalupe', '2145550142', '(214) 555-0142', 'g@example.com']) {
    expect(numberOf(`?${new URLSearchParams({ q })}`)).toBe('')
  }
})

test('pages about customers are told from pages about the desk by their address', () => {
  const all = [
    paths.account('1'),
    paths.requests('mine'),
    paths.request('1', '2'),
    paths.runs(),
    paths.month(),
  ]
  expect(all.every((path) => isOfCustomers(new URL(path, 'http://desk').pathname))).toBe(true)
  expect(
    [paths.home(), paths.people(), paths.journal(), paths.desk(), paths.profile()].some(isOfCustomers),
  ).toBe(false)
})
