import { expect, test } from 'vitest'
import { csvCell } from '#shared/audit/csv-cell.ts'
import { lookupLine } from '#shared/audit/lookups.ts'

test.each([
  ['=1+1', '"\'=1+1"'],
  ['+1 (555) 0100', '"\'+1 (555) 0100"'],
  ['-cmd', '"\'-cmd"'],
  ['@SUM(A1)', '"\'@SUM(A1)"'],
  ['\t=1+1', '"\' =1+1"'],
  ['\r=1', '"\' =1"'],
  ['"=1+1"', '"\'""=1+1"""'],
  ['; =1', '"\'; \'=1"'],
  ['a;=1+1;b', '"a;\'=1+1;b"'],
  ['a | "@SUM(A1)', '"a | ""\'@SUM(A1)"'],
  ['a, -5 and 3-2', '"a, -5 and 3-2"'],
  ['\uff1d1+1', '"\'\uff1d1+1"'],
  ['plain', '"plain"'],
  ['two\nlines\u2028here', '"two lines here"'],
  ['say "no"', '"say ""no"""'],
])('a cell that could run is shown and not run: %j', (text, cell) => {
  expect(csvCell(text)).toBe(cell)
})

test.each([
  ['-500', '-500'],
  ['12.50', '12.50'],
  [7n, '7'],
  [0, '0'],
  [null, '""'],
])('numbers stay numbers: %s', (value, cell) => {
  expect(csvCell(value)).toBe(cell)
})

test('somebody stands out at three times the usual, and never below thirty accounts', () => {
  expect(lookupLine([2, 3, 40])).toEqual({ usual: 3, line: 30 })
  expect(lookupLine([40, 41, 45, 300])).toEqual({ usual: 41, line: 123 })
  expect(lookupLine([])).toEqual({ usual: 0, line: 30 })
})
