import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { evaluate } from '#shared/credits/evaluate.ts'
import type { Programme } from '#shared/programmes/document.ts'
import { programmeSchema } from '#shared/programmes/schema.ts'
import type { Case } from './facts.ts'

const folder = new URL('../../../programmes/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
const digest = (text: string) => createHash('sha256').update(text).digest('hex')
const ids = files.map((name) => name.slice(0, -'.json'.length))
const tables = await Promise.all(
  ids.map(async (id) => ({ id, ...((await import(`./cases/${id}.ts`)) as { cases: Case[] }) })),
)

it('there are 22 programmes, and each has a table of cases with a published or independent figure', () => {
  expect(files).toHaveLength(22)
  for (const { cases } of tables) expect(cases.some((each) => each.figure)).toBe(true)
})

for (const { id, cases } of tables) {
  const programme = JSON.parse(readFileSync(new URL(`${id}.json`, folder), 'utf8')) as Programme
  describe(id, () => {
    it('is a whole document with its source and its ambiguities settled', () => {
      expect(programmeSchema.safeParse(programme).error?.issues ?? []).toEqual([])
      expect(programme.id).toBe(id)
      expect(programme.ambiguities.length).toBeGreaterThan(0)
    })
    it.each(cases)('$what: $gives', ({ facts, at, gives, because, route, state, inKind, choices }) => {
      const found = evaluate(facts, programme, at ?? '2025-02-25T12:00:00Z', digest)
      expect(found.amount).toEqual({ minor: String(gives), currency: programme.currency })
      const [first] = found.offers
      if (because) expect(found.because).toContain(because)
      if (because || route) expect(found.eligible).toBe(false)
      if (route) expect(found.route).toBe(route)
      if (state) expect(first?.state).toBe(state)
      if (inKind) expect(first?.gives).toMatchObject({ form: 'inKind', quantity: inKind })
      if (choices) {
        const options = first?.gives.form === 'choice' ? first.gives.of : []
        expect(
          options.map(({ gives: each }) => (each.form === 'money' ? Number(each.amount.minor) : 0)),
        ).toEqual(choices)
      }
    })
  })
}
