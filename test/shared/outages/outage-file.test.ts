import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { readOutageFile } from '#shared/outages/outage-file.ts'
import { isTimeZone } from '#shared/time.ts'

it('the shipped file of 22 February 2024 is in order', async () => {
  const text = await readFile(new URL('../../../server/demo/outage-2024-02-22.json', import.meta.url), 'utf8')
  const read = readOutageFile(JSON.parse(text), isTimeZone)
  expect(read.ok && read.outage.sources.length).toBeGreaterThanOrEqual(4)
})
it('every problem is said at once, by field', () => {
  const read = readOutageFile(
    {
      id: 'A B',
      startsAt: '2024-02-22',
      endsAt: '2024-02-22T08:45:00Z',
      timeZone: 'Mars',
      colour: 'red',
      sources: [{}],
    },
    isTimeZone,
  )
  expect(read.ok ? [] : read.problems.map((each) => each.split(' ')[0])).toEqual(
    expect.arrayContaining([
      'colour',
      'id',
      'timeZone',
      'startsAt',
      'sources[0].source',
      'name',
      'cause',
      'wording',
    ]),
  )
})
