import type { DemoLine, Household } from './households.ts'
import { type Place, places } from './places.ts'
import { type Chance, chanceOf } from './random.ts'

export type DemoOutage = { startsAt: Date; endsAt: Date }
const perMarket = 20

/** Few seconds, many rows: each moment is written once. */
const written = new WeakMap<DemoOutage, string[]>()
function at(outage: DemoOutage, seconds: number): string {
  const known = written.get(outage) ?? []
  if (known.length === 0) written.set(outage, known)
  const found =
    known[seconds] ?? `${new Date(outage.startsAt.getTime() + seconds * 1000).toISOString().slice(0, 19)}Z`
  known[seconds] = found
  return found
}
const siteOf = (place: Place, number: number): string => `${place.market}${String(number).padStart(3, '0')}`
/** One site of every third market was down for the weather alone. */
const isWeatherSite = (place: Place, number: number): boolean =>
  number === perMarket && places.indexOf(place) % 3 === 0

/** SITE_ID, MARKET, DOWN_UTC, UP_UTC, CAUSE. */
export function* siteRows(seed: number, outage: DemoOutage): Generator<string> {
  for (const [index, place] of places.entries()) {
    const chance = chanceOf(seed, 4, index)
    for (let number = 1; number <= perMarket; number += 1) {
      const site = siteOf(place, number)
      const down = chance.between(0, 3) * 60
      if (isWeatherSite(place, number))
        yield `${site},${place.market},${at(outage, 0)},${at(outage, 5 * 3600)},weather\n`
      else {
        yield `${site},${place.market},${at(outage, down)},${at(outage, down + backAfter(chance))},core_configuration\n`
        if (number === 1 && index % 2 === 0)
          yield `${site},${place.market},${at(outage, 3 * 3600)},${at(outage, 4 * 3600)},weather\n`
      }
    }
  }
}

/** Two humps: most are back after about two hours, when the change was undone; the rest wait to register for up to eleven. */
function backAfter(chance: Chance): number {
  if (chance.is(0.64)) return Math.max(1500, Math.round(chance.about(7100, 900)))
  return Math.min(40_500, Math.round(8400 + 32_000 * chance.next() * Math.sqrt(chance.next())))
}

/** MSISDN, DETACH_UTC, REATTACH_UTC, SITE_ID, SOURCE of one line; nothing for a line that never lost the network. */
export function impactRows(seed: number, home: Household, line: DemoLine, outage: DemoOutage): string {
  if (line.status === 'C') return ''
  const chance = chanceOf(seed, 5, home.index * 10 + line.index)
  if (chance.is(0.24)) return ''
  const site = chance.is(0.03)
    ? `${home.place.market}${chance.between(900, 960)}`
    : siteOf(home.place, chance.between(1, perMarket))
  const row = (from: number, to: number | null, source: string) =>
    `+1${line.phone},${at(outage, from)},${to === null ? '' : at(outage, to)},${site},${source}\n`
  const lost = chance.between(0, 190)
  const back = lost + backAfter(chance)
  const source = chance.is(0.72) ? 'hss' : 'probe'
  const first = row(lost, chance.is(0.015) ? null : back, source)
  let rows = first
  if (chance.is(0.16))
    rows += row(
      lost + chance.between(5, 90),
      back + chance.between(-60, 240),
      source === 'hss' ? 'probe' : 'hss',
    )
  if (chance.is(0.025)) rows += first
  if (chance.is(0.05)) {
    const again = back + chance.between(300, 1500)
    rows += row(again, again + chance.between(120, 2400), source)
  }
  return rows
}
