import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import type { Database } from '#server/db/client.ts'
import { openDatabase } from '#server/db/open-database.ts'
import { call } from './calling.ts'
import type { Cluster } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { giveInput, makeDrafts } from './gifts.ts'
import { migratedArchive } from './migrated-data.ts'
import type { Stage } from './stage.ts'
import { businessDate, type Person, type World } from './world.ts'

const largest = 9_223_372_036_854_775_807n

/** A type, a literal, and how the value must arrive; both databases have to agree on each. */
const values: [type: string, literal: string][] = [
  ...['0', '1', '-1', '862', '2147483648', '9007199254740993', String(largest), '-9223372036854775808'].map(
    (text): [string, string] => ['int8', text],
  ),
  ...['-7', '2147483647'].map((text): [string, string] => ['int4', text]),
  ['int2', '31'],
  ['numeric', '0.10'],
  ['numeric', '12345678901234567890.123456789'],
  ['numeric(12,2)', '8.6'],
  ['float8', '0.1'],
  ['bool', 'true'],
  ['bool', 'false'],
  ['text', ''],
  ['text', 'Zoë O’Brien 東京'],
  ['text', 'a\tb\\c"d'],
  ['varchar(5)', 'short'],
  ['uuid', '018e4a1c-0000-7000-8000-000000000000'],
  ['date', '2024-02-29'],
  ['date', 'infinity'],
  ['timestamptz', '2024-02-22 08:45:00.123+00'],
  ['timestamptz', '2024-03-10 02:30:00 America/New_York'],
  ['timestamp', '2024-02-22 08:45:00'],
  ['time', '23:59:59'],
  ['interval', '1 day 02:03:04'],
  ['jsonb', '{"snake_key": {"camelKey": [1, "two", null]}}'],
  ['jsonb', '12'],
  ['json', '{"b":1,"a":2}'],
  ['bytea', '\\x00ff10'],
  ['text[]', '{a,"b c",NULL}'],
  ['int8[]', '{1,9223372036854775807,NULL}'],
  ['numeric[]', '{1.10,2}'],
  ['date[]', '{2024-02-29}'],
  ['timestamptz[]', '{"2024-02-22 08:45:00.123+00"}'],
  ['int4[]', '{}'],
  ['bool[]', '{t,f}'],
]
const sums: [words: string, text: string][] = [
  ['a count', 'select count(*) as value from generate_series(1, 3)'],
  ['a sum of bigint', 'select sum(x)::bigint as value from unnest(array[5, 7]::bigint[]) x'],
  [
    'a sum up to the largest',
    `select sum(x)::bigint as value from unnest(array[${largest - 1n}, 1]::bigint[]) x`,
  ],
  ['a sum beyond the largest', `select sum(x) as value from unnest(array[${largest}, 1]::bigint[]) x`],
]

/** Money is the same value on both databases, whole to the last cent of the largest sum, and never a float. */
export const sameValues = drill({
  name: 'M15',
  what: 'forty values on both databases, sums to the largest integer, floats in the sources, and an overflow',
  minutes: 1,
  reduced: { values: 40 },
  full: { values: 40 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const { cases, equal } = await compared(stage, cluster)
    stage.insist(cases >= tier.values, `Only ${cases} values were compared.`)
    const floats = floatsInSources()
    stage.insist(floats.length === 0, `Money as a float: ${floats[0]}.`)
    const world = await stage.world(cluster, { accounts: 50 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const overflows = await overflow(stage, world, desk)
    await stage.booksHold(world)
    return { values: cases, equal, floats: floats.length, overflows }
  },
})

/** Each value on each database, with nothing else of the product in between. */
async function compared(stage: Stage, cluster: Cluster): Promise<{ cases: number; equal: number }> {
  const template = await migratedArchive()
  const both: Database[] = [
    await openDatabase({ kind: 'postgres', url: cluster.url, poolSize: 1 }, { patient: true }),
    await openDatabase({ kind: 'pglite', folder: 'memory', template }, { patient: true }),
  ]
  for (const database of both) stage.later(() => database.close())
  const texts = [
    ...values.map(
      ([type, literal]) => [`${type} ${literal}`, `select '${literal}'::${type} as value`] as const,
    ),
    ...sums,
  ]
  let equal = 0
  for (const [words, text] of texts) {
    const [one, other] = await Promise.all(
      both.map(async ({ db }) => (await sql.raw<{ value: unknown }>(text).execute(db)).rows[0]?.value),
    )
    const money = /^int8 |bigint|a count|up to the largest/.test(words)
    const same = isDeepStrictEqual(one, other) && (!money || typeof one === 'bigint')
    if (same) equal += 1
    else
      stage.insist(
        false,
        `${words} is ${typeof one} ${String(one)} on PostgreSQL and ${typeof other} ${String(other)} on PGlite.`,
      )
  }
  const [total] = await Promise.all(
    both.map(({ db }) => sql.raw<{ value: unknown }>(sums[2]?.[1] ?? '').execute(db)),
  )
  stage.insist(total?.rows[0]?.value === largest, 'The largest sum is not exact.')
  return { cases: texts.length, equal }
}

/** Not money: the demo's generator makes up the text of files, and the amount of a threshold is of hours. */
const boundary = /^(demo\/|programmes\/document\.ts$)/

/** Lines of the product that make money a float, as the house rules know them. */
function floatsInSources(): string[] {
  const folders = ['server', 'shared']
  return folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !boundary.test(name))
      .flatMap((name) =>
        readFileSync(join(folder, name), 'utf8')
          .split('\n')
          .filter(
            (line) =>
              !/^\s*(\/\/|\*|\/\*)/.test(line) &&
              (/parseFloat|\.toFixed\(2\)/.test(line) ||
                /(amount|cents|minor|granted|taken)\w*:\s*number\b/i.test(line)),
          )
          .map((line) => `${folder}/${name}: ${line.trim()}`),
      ),
  )
}

/** A person's day that is full to the last cent an integer can hold: one more is refused in words, and nothing moves. */
async function overflow(stage: Stage, world: World, desk: Desk): Promise<string> {
  const agents = (await world.people('agent', 3)) as [Person, Person, Person]
  const accounts = agents.map(() => world.freshAccount())
  const drafts = await makeDrafts(
    world,
    agents.map(({ staffId }, index) => ({ accountId: accounts[index] ?? '', staffId })),
  )
  let refused = 0
  for (const [index, { staffId, token }] of agents.entries()) {
    const full = sql`insert into staff_days (staff_id, business_date, given) values (${staffId}, ${businessDate}::date, ${largest}::bigint)`
    await full.execute(world.database.db)
    const way = index === 0 ? 'post' : 'request'
    const draft = { accountId: accounts[index] ?? '', draftId: drafts[index] ?? '' }
    const input = giveInput({ ...draft, amount: index === 0 ? 500n : 2000n, way })
    const outcome = await call(desk.origin, { token, procedure: 'adjustments.give', input })
    if (outcome.kind === 'fail' && outcome.status === 422) refused += 1
    else
      stage.insist(
        false,
        `An overflow was answered ${outcome.status} ${outcome.kind === 'ok' ? 'as done' : outcome.code}.`,
      )
    await sql`delete from staff_days where staff_id = ${staffId}`.execute(world.database.db)
  }
  return `${refused}/${agents.length}`
}
