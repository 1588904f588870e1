import { expect, it } from 'vitest'
import { civilDays, needsCivilDays } from '#shared/credits/civil-days.ts'
import { touchedDays } from '#shared/credits/measure.ts'
import { programmes } from './published.ts'

const seconds = (instant: string) => Date.parse(instant) / 1000

it('the outage of 22 February touches one day in Chicago and Puerto Rico, and two in Honolulu', () => {
  const [from, to] = ['2024-02-22T08:45:00Z', '2024-02-22T20:10:00Z']
  const touched = ['America/Chicago', 'America/Puerto_Rico', 'Pacific/Honolulu'].map((zone) =>
    touchedDays([[seconds(from), seconds(to)]], civilDays(new Date(from), new Date(to), zone)),
  )
  expect(touched).toEqual([1, 1, 2])
})

it('a day has 23 hours when the clock goes forward and 25 when it goes back', () => {
  const hours = (instant: string) =>
    civilDays(new Date(instant), new Date(instant), 'America/Chicago').map(
      (day) => (day.endsAt - day.startsAt) / 3600,
    )
  expect([hours('2024-03-10T18:00:00Z'), hours('2024-11-03T18:00:00Z')]).toEqual([[23], [25]])
})

it('weekends and holidays are no working days, and 29 February is a day like any other', () => {
  const days = civilDays(
    new Date('2024-02-28T12:00:00Z'),
    new Date('2024-03-04T12:00:00Z'),
    'UTC',
    new Set(['2024-03-04']),
  )
  expect(days.map((day) => day.working)).toEqual([true, true, true, false, false, false])
})

it('only programmes that count by the calendar need it', () => {
  expect(
    programmes
      .filter(needsCivilDays)
      .map(({ id }) => id)
      .sort(),
  ).toEqual(['germany-tkg-58', 'new-jersey-14-18-3-5', 'new-york-s5386-2009', 'uk-ofcom-auto-compensation'])
})
