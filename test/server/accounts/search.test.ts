import { expect, test } from 'vitest'
import { give, signedIn } from '#test/support/calls.ts'
import { openDesk } from '#test/support/desk.ts'
import { addAccount } from '#test/support/factories.ts'

const database = await openDesk()
const alex = await signedIn(database, 'alex')
const hoa = await addAccount(database, {
  accountId: '401900151',
  name: 'Nguyễn Thị Hoa',
  email: 'Hoa.Nguyen@example.com',
  phone: '+17205550151',
  lines: [{ phone: '+17205557788', imsi: '310410123456789' }, {}],
})
const obrien = await addAccount(database, {
  accountId: 'GH-2024-77',
  name: "Siobhán O'Brien",
  phone: '+13035550100',
})
const bakery = await addAccount(database, {
  name: 'Muñoz & Sons Bakery LLC',
  type: 'small_business',
  email: 'orders@munozbakery.example',
})
const cruz = await addAccount(database, {
  name: 'María de la Cruz',
  status: 'closed',
  closedOn: '2024-02-25',
})
const anotherHoa = await addAccount(database, { name: 'Hoa Tran' })
const found = async (text: string) => (await alex.accounts.search({ text })).hits.map((hit) => hit.accountId)

test.each([
  ['401900151', () => hoa, 'the account number'],
  ['4019001', () => hoa, 'its start'],
  ['GH-2024-77', () => obrien, 'a number with letters'],
  ['(720) 555-7788', () => hoa, 'a phone as it is written'],
  ['+1 720 555 7788', () => hoa, 'a phone with its country'],
  ['720.555.7788', () => hoa, 'a phone with points'],
  ['1-720-555-7788', () => hoa, 'a phone with a 1'],
  ['tel:+1-720-555-7788', () => hoa, 'a phone from a link'],
  ['7205550151', () => hoa, 'the contact number'],
  ['7788', () => hoa, 'the last four'],
  ['55-7788', () => hoa, 'the last six, written apart'],
  ['nguyen hoa', () => hoa, 'a name without its accents'],
  ['Hoa Nguyễn', () => hoa, 'a name in the other order'],
  ['ngu th', () => hoa, 'the starts of names'],
  ['obrien', () => obrien, 'a name without its apostrophe'],
  ['O’Brien, Siobhan', () => obrien, 'a curly apostrophe and a comma'],
  ['o brien', () => obrien, 'a name in two parts'],
  ['munoz bakery', () => bakery, 'a business'],
  ['Muñoz & Sons', () => bakery, 'a business as it is written'],
  ['delacruz', () => cruz, 'a name written together'],
  ['de la cruz', () => cruz, 'and apart'],
  ['hoa.nguyen@example.com', () => hoa, 'an e-mail address'],
  ['orders@muno', () => bakery, 'the start of one'],
  ['310410123456789', () => hoa, 'a SIM'],
])('%s finds it: %3$s', async (text, account, _key) => {
  expect((await found(text))[0]).toBe(account())
})

test('a request is found by its number, in any form', async () => {
  const { number, adjustmentId } = await give(alex, hoa, { amount: 500n })
  for (const text of [number, `adj ${adjustmentId}`, number.toLowerCase()]) {
    expect(await alex.accounts.search({ text })).toMatchObject({
      exact: true,
      hits: [{ accountId: hoa, adjustmentId, matchedBy: 'request' }],
    })
  }
})

test('a whole number names exactly one account, a name does not, and the name itself comes before what begins like it', async () => {
  expect(await alex.accounts.search({ text: '720-555-7788' })).toMatchObject({
    exact: true,
    more: false,
    hits: [{ accountId: hoa, lines: 2, fact: '•••-•••-7788', matchedBy: 'phone' }],
  })
  expect((await alex.accounts.search({ text: 'hoa' })).exact).toBe(false)
  expect((await found('hoa')).sort()).toEqual([hoa, anotherHoa].sort())
})

test('what is pasted never ends in an error, and finds nobody by accident', async () => {
  const naughty = [
    '',
    ' ',
    "'",
    "''; drop table accounts; --",
    '%',
    '_',
    '\\',
    "a' | 'b",
    '!!',
    '&',
    '(((',
    ':*',
    "':*",
    '<script>alert(1)</script>',
    '\u0000',
    'a\u0000b',
    '\ud800',
    '\udfff',
    '😀',
    '‮gnp.exe',
    '١٢٣٤',
    '０７２０',
    'ﷺ',
    'Ω≈ç√',
    'NaN',
    'null',
    '-1',
    '1e308',
    '+',
    '++1',
    '@',
    '@@',
    'a@',
    'x'.repeat(5000),
    '9'.repeat(200),
    `${'a '.repeat(90)}`,
    'adj',
    'adj-',
    `adj-${'9'.repeat(40)}`,
    'ADJ-999999999999999999',
    '../../etc/passwd',
    '\r\n\r\n',
    '\u200b',
    '\ufeff',
    '{"a":1}',
    '1'.repeat(15),
    '\uffff',
    '\u{10ffff}',
    'z\u{10ffff}',
    '～',
  ]
  for (const text of naughty) {
    const answer = await alex.accounts.search({ text })
    expect([text, answer.hits.length]).toEqual([text, 0])
  }
})

test('what one looked at lately comes in the order asked for, without what is not there', async () => {
  const hits = await alex.accounts.recent({ accountIds: [cruz, 'no-such-account', hoa] })
  expect(hits.map((hit) => [hit.accountId, hit.holderName, hit.status])).toEqual([
    [cruz, 'María de la Cruz', 'closed'],
    [hoa, 'Nguyễn Thị Hoa', 'active'],
  ])
})
