import type { Test, Value } from './document.ts'

/** The whole numbers and the values that a test lets through; null where it does not bound them. */
type Room = { least: number; most: number; only: readonly Value[] | null; not: readonly Value[] }

function roomOf({ operator, value }: Test): Room {
  const values = typeof value === 'object' ? value : [value]
  const room: Room = { least: -Infinity, most: Infinity, only: null, not: [] }
  const [first] = values
  if (operator === 'is' || operator === 'in') return { ...room, only: values }
  if (operator === 'isNot' || operator === 'notIn') return { ...room, not: values }
  if (typeof first !== 'number') return room
  if (operator === 'atLeast') return { ...room, least: first }
  if (operator === 'moreThan') return { ...room, least: first + 1 }
  return { ...room, most: operator === 'atMost' ? first : first - 1 }
}

function isEmpty({ least, most, only, not }: Room): boolean {
  if (least > most) return true
  if (only === null) return false
  return !only.some((value) => {
    const inside = typeof value !== 'number' || (value >= least && value <= most)
    return inside && !not.includes(value)
  })
}

export const isContradiction = (test: Test): boolean => isEmpty(roomOf(test))

/** Whether no value of the same fact passes both. Facts are whole numbers, so "more than 4" and "less than 5" exclude each other. */
export function contradictionBetween(one: Test, other: Test): boolean {
  if (one.fact !== other.fact) return false
  const a = roomOf(one)
  const b = roomOf(other)
  const only =
    a.only === null ? b.only : b.only === null ? a.only : a.only.filter((value) => b.only?.includes(value))
  return isEmpty({
    least: Math.max(a.least, b.least),
    most: Math.min(a.most, b.most),
    only,
    not: [...a.not, ...b.not],
  })
}
