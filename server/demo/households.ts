import { codes, type Place } from './places.ts'
import { type Chance, chanceOf } from './random.ts'

export type Plan = { code: string; name: string; cents: number }
export type DemoLine = { phone: string; plan: Plan; status: 'A' | 'S' | 'C'; index: number }
/** The skeleton of an account: what all four files must agree on. */
export type Household = {
  index: number
  accountId: string
  type: 'I' | 'S' | 'B' | 'P' | 'K'
  status: 'A' | 'S' | 'C'
  place: Place
  lines: DemoLine[]
}

const phones: readonly Plan[] = [
  { code: 'UNL-PR', name: 'Unlimited Premium', cents: 8599 },
  { code: 'UNL-EX', name: 'Unlimited Extra', cents: 7599 },
  { code: 'UNL-ST', name: 'Unlimited Starter', cents: 6599 },
  { code: 'VALUE', name: 'Value Plus', cents: 5099 },
  { code: 'SHARE4', name: '4 GB Share', cents: 4000 },
]
const devices: readonly Plan[] = [
  { code: 'TAB', name: 'Tablet 20', cents: 2000 },
  { code: 'WATCH', name: 'Watch', cents: 1000 },
]
const perCode = 10_000
/** Every number is NXX-555-XXXX and belongs to one line only: there are this many. */
export const mostLines = codes.length * perCode
export const firstAccount = 401_000_000

/** Walks the accounts in order. Each pass over the same seed gives the same households. */
export function* households(accounts: number, seed: number): Generator<Household> {
  const used = new Uint16Array(codes.length)
  let spare = 0
  for (let index = 0; index < accounts; index += 1) {
    const chance = chanceOf(seed, 1, index)
    const type = pickType(chance.next())
    const status = chance.is(0.021) ? 'C' : chance.is(0.033) ? 'S' : 'A'
    const home = chance.between(0, codes.length - 1)
    const place = (codes[home] ?? codes[0])?.place
    if (!place) throw new RangeError('there are no places')
    const count = linesOf(type, chance)
    const lines: DemoLine[] = []
    for (let line = 0; line < count; line += 1) {
      let at = line > 0 && chance.is(0.25) ? sibling(home, place, chance) : home
      if ((used[at] ?? 0) >= perCode) {
        while ((used[spare] ?? perCode) >= perCode) {
          spare += 1
          if (spare >= codes.length)
            throw new RangeError(
              `there are numbers for ${mostLines.toLocaleString('en')} lines only: ask for fewer accounts`,
            )
        }
        at = spare
      }
      const serial = used[at] ?? 0
      used[at] = serial + 1
      // 7,919 has no factor in common with 10,000: each number of the code comes once, in no visible order.
      const number = (serial * 7919 + at * 131 + (seed % perCode)) % perCode
      const device = line > 0 && chance.is(0.25)
      lines.push({
        index: line,
        phone: `${codes[at]?.code}555${String(number).padStart(4, '0')}`,
        plan: device
          ? chance.pick(devices)
          : type === 'P' || type === 'K'
            ? chance.pick(phones.slice(2))
            : chance.pick(phones),
        status: status !== 'A' ? status : chance.is(0.008) ? 'C' : 'A',
      })
    }
    yield { index, accountId: String(firstAccount + index), type, status, place, lines }
  }
}

/** Another code of the same market: codes of a market stand side by side. */
const sibling = (home: number, place: Place, chance: Chance): number =>
  (codes[home]?.first ?? home) + chance.between(0, place.areaCodes.length - 1)

function pickType(at: number): Household['type'] {
  if (at < 0.78) return 'I'
  if (at < 0.85) return 'S'
  if (at < 0.89) return 'B'
  return at < 0.96 ? 'P' : 'K'
}

function linesOf(type: Household['type'], chance: Chance): number {
  const at = chance.next()
  if (type === 'P' || type === 'K') return at < 0.8 ? 1 : 2
  if (type === 'B') return chance.between(3, 9)
  const shares = [0.36, 0.59, 0.74, 0.86, 0.94, 0.98, 0.99, 0.995]
  const found = shares.findIndex((share) => at < share)
  return found === -1 ? 9 : found + 1
}
