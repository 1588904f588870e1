import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'

const { db } = await freshDatabase()
const huge = 9223372036854775807n
const instant = new Date('2024-02-22T08:45:00.123Z')

/** What SQL gives back: type, literal, value in code. The same list holds on both databases, so they agree. */
const readCases: [type: string, literal: string, value: unknown][] = [
  ['int8', '0', 0n],
  ['int8', '862', 862n],
  ['int8', '9223372036854775807', huge],
  ['int8', '-9223372036854775808', -9223372036854775808n],
  ['int8', '9007199254740993', 9007199254740993n],
  ['int4', '-7', -7],
  ['int2', '31', 31],
  ['float8', '0.5', 0.5],
  ['numeric', '0.10', '0.10'],
  ['numeric', '12345678901234567890.123456789', '12345678901234567890.123456789'],
  ['numeric(12,2)', '8.6', '8.60'],
  ['bool', 'true', true],
  ['bool', 'false', false],
  ['text', '', ''],
  ['text', 'Zoë O’Brien 東京 🙂', 'Zoë O’Brien 東京 🙂'],
  ['text', 'a\tb\\c"d', 'a\tb\\c"d'],
  ['varchar(5)', 'short', 'short'],
  ['uuid', '018e4a1c-0000-7000-8000-000000000000', '018e4a1c-0000-7000-8000-000000000000'],
  ['date', '2024-02-29', '2024-02-29'],
  ['date', '0001-01-01', '0001-01-01'],
  ['date', 'infinity', 'infinity'],
  ['timestamptz', '2024-02-22 08:45:00.123+00', instant],
  ['timestamptz', '2024-02-22 03:45:00.123-05', instant],
  ['timestamptz', '2024-03-10 02:30:00 America/New_York', new Date('2024-03-10T07:30:00Z')],
  ['timestamp', '2024-02-22 08:45:00', '2024-02-22 08:45:00'],
  ['time', '23:59:59', '23:59:59'],
  ['interval', '1 day 02:03:04', '1 day 02:03:04'],
  ['jsonb', '{"snake_key": {"camelKey": [1, "two", null]}}', { snake_key: { camelKey: [1, 'two', null] } }],
  ['jsonb', '[]', []],
  ['jsonb', '"text"', 'text'],
  ['jsonb', '12', 12],
  ['json', '{"b":1,"a":2}', { b: 1, a: 2 }],
  ['bytea', '\\x00ff10', Buffer.from([0, 255, 16])],
  ['text[]', '{a,"b c",NULL,"d\\"e"}', ['a', 'b c', null, 'd"e']],
  ['int8[]', '{1,9223372036854775807,NULL}', [1n, huge, null]],
  ['numeric[]', '{1.10,2}', ['1.10', '2']],
  ['date[]', '{2024-02-29}', ['2024-02-29']],
  ['timestamptz[]', '{"2024-02-22 08:45:00.123+00"}', [instant]],
  ['int4[]', '{}', []],
  ['bool[]', '{t,f}', [true, false]],
]

/** What code sends: value, the type it meets, the text PostgreSQL then holds. */
const sendCases: [name: string, value: unknown, type: string, text: string | null][] = [
  ['a bigint', huge, 'int8', '9223372036854775807'],
  ['a number', 31, 'int4', '31'],
  ['a numeric string', '8.62', 'numeric', '8.62'],
  ['true', true, 'bool', 'true'],
  ['null', null, 'text', null],
  ['undefined', undefined, 'text', null],
  ['a civil date', '2024-02-29', 'date', '2024-02-29'],
  ['an instant', instant, 'timestamptz', '2024-02-22 08:45:00.123+00'],
  ['a plain object', { a: 1, snake_key: ['x'] }, 'jsonb', '{"a": 1, "snake_key": ["x"]}'],
  ['JSON text', JSON.stringify([1, 'two']), 'jsonb', '[1, "two"]'],
  ['an array of text', ['a', 'b c', null], 'text[]', '{a,"b c",NULL}'],
  ['an array of bigint', [1n, huge], 'int8[]', '{1,9223372036854775807}'],
  ['bytes', Buffer.from([0, 255]), 'bytea', '\\x00ff'],
  ['an empty text', '', 'text', ''],
]

describe('the same value on both databases', () => {
  test('there are at least 40 of them', () => {
    expect(readCases.length + sendCases.length).toBeGreaterThanOrEqual(40)
  })

  test.each(readCases)('%s %s is read', async (type, literal, value) => {
    const read = sql<{ value: unknown }>`select ${sql.lit(literal)}::${sql.raw(type)} as value where ${true}`
    // Twice, because the second time runs as a prepared statement.
    for (const _ of [1, 2, 3]) expect((await read.execute(db)).rows).toStrictEqual([{ value }])
  })

  test.each(sendCases)('%s is sent', async (_name, value, type, text) => {
    const send = sql<{ value: string }>`select (${value}::${sql.raw(type)})::text as value`
    for (const _ of [1, 2, 3]) expect((await send.execute(db)).rows).toStrictEqual([{ value: text }])
  })

  test('column names arrive in camel case, and counts as bigint', async () => {
    const counted = await sql`select count(*) as how_many, 1 as "line_2" from generate_series(1, 3)`.execute(
      db,
    )
    expect(counted.rows).toEqual([{ howMany: 3n, line2: 1 }])
  })

  test('text sorts by code point', async () => {
    const { rows } = await sql<{
      x: string
    }>`select x from unnest(${['b', 'a', 'B', 'é', 'z']}::text[]) as x order by x`.execute(db)
    expect(rows.map((row) => row.x)).toEqual(['B', 'a', 'b', 'z', 'é'])
  })

  test('a broken rule names its code and its constraint', async () => {
    await sql`create table priced (amount int8 constraint amount_above_zero check (amount > 0))`.execute(db)
    await expect(sql`insert into priced values (${-1n})`.execute(db)).rejects.toMatchObject({
      code: '23514',
      constraint: 'amount_above_zero',
    })
  })
})
