import { createHash } from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { generateExtract } from '#server/demo/carrier.ts'
import { demoOutageId, fillDemoWorld } from '#server/demo/world.ts'
import { timeLost } from '#shared/outages/time-lost.ts'
import { freshDatabase } from '#test/support/database.ts'

const outage = { startsAt: new Date('2024-02-22T08:45:00Z'), endsAt: new Date('2024-02-22T20:10:00Z') }
async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

describe('the generated carrier', () => {
  it('is the same for the same seed, and another for another', async () => {
    const hashOf = async (seed: number) => {
      const { accounts, lines, sites, impact } = generateExtract({ accounts: 300, seed, outage })
      const hash = createHash('sha256')
      for (const file of [impact, accounts, sites, lines]) hash.update(await textOf(file))
      return hash.digest('hex')
    }
    expect(await hashOf(7)).toBe(await hashOf(7))
    expect(await hashOf(7)).not.toBe(await hashOf(8))
  })
  it('gives each line a number of its own, with 555 in the middle', async () => {
    const rows = (await textOf(generateExtract({ accounts: 20_000, seed: 3, outage }).lines))
      .trim()
      .split('\n')
      .slice(1)
    const phones = rows.map((row) => row.split(',')[1] ?? '')
    expect(new Set(phones).size).toBe(rows.length)
    expect(phones.every((phone) => /^\+1[2-9]\d\d555\d{4}$/.test(phone))).toBe(true)
  })
})

describe('the demo world', { timeout: 60_000 }, () => {
  let database: Database
  beforeAll(async () => {
    database = await freshDatabase({ patient: true })
  })

  it('is loaded by the import, without a reject, and loading it again changes nothing', async () => {
    const first = await fillDemoWorld(database, { accounts: 400 })
    expect(first.map(({ kind, rejected }) => [kind, rejected])).toEqual([
      ['accounts', 0],
      ['lines', 0],
      ['sites', 0],
      ['impact', 0],
    ])
    const again = await fillDemoWorld(database, { accounts: 400 })
    expect(again.map(({ new: added, changed }) => added + changed)).toEqual([0, 0, 0, 0])
  })
  it('the loss measured in SQL is the loss that shared computes, for every line', async () => {
    const rows = await database.db
      .selectFrom('impactIntervals')
      .selectAll()
      .where('outageId', '=', demoOutageId)
      .execute()
    const measured = await database.db
      .selectFrom('lineImpacts')
      .selectAll()
      .where('outageId', '=', demoOutageId)
      .execute()
    const byLine = new Map<bigint, typeof rows>()
    for (const row of rows) byLine.set(row.lineId, [...(byLine.get(row.lineId) ?? []), row])
    const expected = [...byLine].flatMap(([lineId, intervals]) => {
      const lost = timeLost(intervals, outage)
      return lost.secondsLost > 0 ? [{ lineId, ...lost }] : []
    })
    expect(measured.length).toBe(expected.length)
    const found = new Map(measured.map((each) => [each.lineId, each]))
    for (const { lineId, secondsLost, uncertainSeconds, firstLostAt, lastBackAt } of expected) {
      expect(found.get(lineId)).toMatchObject({ secondsLost, uncertainSeconds, firstLostAt, lastBackAt })
    }
    expect(
      measured.some((each) => each.uncertainSeconds > 0) && measured.some((each) => each.weatherOnly),
    ).toBe(true)
  })
})
