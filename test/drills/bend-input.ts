import type { Chance } from '#server/demo/random.ts'
import { naughty } from '#test/support/naughty.ts'

export type Bent = {
  /** The JSON, which may hold what JSON.stringify would not write. */
  text: string
  words: string
  /** The field that an error has to name; empty when it is about the whole. */
  field: string
  /** What an error must not repeat; null when it is too short to tell. */
  echo: string | null
}

type Place = { path: (string | number)[]; holder: Record<string | number, unknown>; key: string | number }
type Bend = (place: Place, chance: Chance) => { words: string; raw?: string; value?: unknown; echo?: string }

/** Written where a value should be, and exchanged for text that is no value of JavaScript's. */
const mark = '@@raw@@'
const plain = '"[canary] of what was typed"'

const bends: Record<string, Bend> = {
  'another type': (_place, chance) => {
    const value = chance.pick([0, -1, 1.5, true, false, null, [], {}, [[]], [null], { a: 1 }, '', 'x'])
    return { words: JSON.stringify(value), value }
  },
  'a canary': () => ({ words: 'a canary', value: plain, echo: plain }),
  'no number': (_place, chance) => {
    const raw = chance.pick([
      'NaN',
      'Infinity',
      '-Infinity',
      '1e400',
      '-1e400',
      '0x10',
      '01',
      '1e-400',
      '9'.repeat(400),
    ])
    return { words: raw.slice(0, 12), raw }
  },
  'a huge value': (_place, chance) => {
    const value = chance.pick(['x', '9', '\u0000', 'é', '[', '"']).repeat(chance.between(2001, 9000))
    return { words: `${value.length} times ${JSON.stringify(value[0])}`, value }
  },
  'a naughty string': (_place, chance) => {
    const value = chance.pick(naughty)
    return { words: JSON.stringify(value).slice(0, 40), value, ...(value.length > 12 ? { echo: value } : {}) }
  },
  'a naughty string at its end': ({ holder, key }, chance) => {
    const value = `${String(holder[key])}${chance.pick(naughty)}`
    return { words: JSON.stringify(value).slice(0, 40), value }
  },
  'many of it': ({ holder, key }, chance) => {
    const value = Array.from({ length: chance.between(2, 400) }, () => holder[key])
    return { words: `${value.length} of it`, value }
  },
  'too deep': (_place, chance) => {
    const depth = chance.between(25, 5000)
    return { words: `${depth} deep`, raw: `${'['.repeat(depth)}${']'.repeat(depth)}` }
  },
}

/** Bends a good input in one place. The same chance gives the same inputs. */
export function bendersOf(chance: Chance): (good: unknown) => Bent {
  const kinds = Object.keys(bends)
  return (good) => {
    if (chance.is(0.04)) return { ...chance.pick(wholes), field: '', echo: null }
    const copy = structuredClone(good) as Record<string, unknown>
    const places = placesIn(copy)
    const place = places.length > 0 ? chance.pick(places) : null
    if (!place || chance.is(0.12)) {
      const raw = chance.pick(extras)
      const text = JSON.stringify({ ...copy, [mark]: 1 }).replace(`"${mark}":1`, () => raw)
      return { text, words: `also ${raw.slice(0, 30)}`, field: '', echo: null }
    }
    const field = place.path.join('.')
    if (chance.is(0.12)) {
      delete place.holder[place.key]
      return {
        text: JSON.stringify(copy),
        words: `no ${field}`,
        field: Array.isArray(place.holder) ? '' : field,
        echo: null,
      }
    }
    const kind = chance.pick(kinds)
    const { words, raw, value, echo = null } = bends[kind]?.(place, chance) ?? { words: '' }
    place.holder[place.key] = raw === undefined ? value : mark
    const text = JSON.stringify(copy)
    const whole = raw !== undefined
    return {
      text: whole ? text.replace(`"${mark}"`, () => raw) : text,
      words: `${field}: ${kind} (${words})`,
      // What is no JSON at all, or too deep, is refused before there are fields.
      field: whole ? '' : field,
      echo,
    }
  }
}

const extras = [
  '"__proto__":{"who":"anybody"}',
  '"constructor":{"prototype":{"x":1}}',
  '"colour":"red"',
  '"":1',
  '"role":"admin"',
  `"${'k'.repeat(3000)}":1`,
  '"a\\u0000b":null',
]
const wholes = ['null', '[]', '""', '0', 'true', '"x"', '[[[]]]', '{}x', '', '{"a":', '\u0000'].map(
  (text) => ({
    text,
    words: `${JSON.stringify(text)} instead of all`,
  }),
)

function placesIn(value: unknown, path: (string | number)[] = []): Place[] {
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Record<string | number, unknown>
  return Object.keys(holder).flatMap((name) => {
    const key = Array.isArray(value) ? Number(name) : name
    return [{ path: [...path, key], holder, key }, ...placesIn(holder[key], [...path, key])]
  })
}
