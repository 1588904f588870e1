import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Facts } from '#shared/credits/facts.ts'
import type { Programme } from '#shared/programmes/document.ts'

const folder = new URL('../../../programmes/', import.meta.url)
export const programmes = readdirSync(folder).map(
  (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Programme,
)
export const named = (id: string): Programme => {
  const found = programmes.find((each) => each.id === id)
  if (!found) throw new Error(`There is no programme ${id}.`)
  return found
}
export const digest = (text: string) => createHash('sha256').update(text).digest('hex')
export const at = '2025-02-25T12:00:00Z'
export const minorOf = (facts: Facts, programme: Programme) =>
  BigInt(evaluate(facts, programme, at, digest).amount.minor)
