import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Database } from '#server/db/client.ts'
import { importFile } from '#server/imports/import-file.ts'
import { type FileKind, type ImportMap, loadMap, readMap } from '#server/imports/import-map.ts'
import { fileSource } from '#server/imports/source.ts'
import { addOutage } from '#server/outages/add-outage.ts'
import { inWork } from '#server/work.ts'
import { freshDatabase } from '#test/support/database.ts'

/** Another carrier: other column names, separated by |, other words for its values. */
const otherMap: ImportMap = readMap({
  format: 'other-carrier',
  delimiter: '|',
  accounts: {
    columns: {
      account_id: 'Kontonummer',
      status: 'St',
      type: 'Segment',
      holder_name: 'Name',
      email: 'Mail',
      contact_phone: 'Tel',
      street: 'Str',
      city: 'Ort',
      state: 'Land',
      postal_code: 'PLZ',
      bill_day: 'Tag',
      language: 'Spr',
      texts_refused: 'KeinSMS',
    },
    values: {
      status: { '1': 'active', '9': 'closed' },
      type: { PK: 'consumer', GK: 'business' },
      language: { en: 'en' },
      texts_refused: { '0': 'false', '1': 'true' },
    },
  },
})
const header = 'Kontonummer|St|Segment|Name|Mail|Tel|Str|Ort|Land|PLZ|Tag|Spr|KeinSMS'
const outageId = '2024-02-22-network'
let database: Database
let folder: string

beforeAll(async () => {
  database = await freshDatabase()
  folder = await mkdtemp(join(tmpdir(), 'makeright-import-'))
  await inWork(database, { actor: null }, (work) =>
    addOutage(work, {
      id: outageId,
      name: 'Outage',
      cause: 'change',
      wording: 'Phones lost service.',
      timeZone: 'America/Chicago',
      windowSource: 'notice',
      sources: [],
      startsAt: new Date('2024-02-22T08:45:00Z'),
      endsAt: new Date('2024-02-22T20:10:00Z'),
    }),
  )
})
afterAll(() => rm(folder, { recursive: true }))

async function load(
  kind: FileKind,
  name: string,
  text: string,
  options: { map?: ImportMap; dryRun?: boolean; wholeRows?: boolean } = {},
) {
  const path = join(folder, name)
  await writeFile(path, text)
  return importFile(database, { actor: null }, kind, await fileSource(path), {
    map: options.map ?? (await loadMap()),
    outageId,
    dryRun: options.dryRun,
    wholeRows: options.wholeRows,
  })
}
const counts = ({ read, new: added, changed, unchanged, rejected }: Awaited<ReturnType<typeof load>>) => ({
  read,
  new: added,
  changed,
  unchanged,
  rejected,
})
const count = async (table: string) =>
  Number(
    (await sql<{ n: bigint }>`select count(*) as n from ${sql.table(table)}`.execute(database.db)).rows[0]?.n,
  )

const brokenAccounts = [
  header,
  'A-100|1|PK|Nguyễn Thị Hoa|hoa@example.com|(720) 555-0151|1 Main|Denver|CO|80202|14|en|0',
  'A-101|1|GK|"Smith | Sons ""Ltd"""||720.555.0152|2 Main|Phoenix|AZ|85004|28|en|1',
  'A-102|1|PK|Bad Day|||||CO||29|en|0',
  'A-103|7|PK|Bad Status|||||CO||1|en|0',
  'A-104|1|PK|Bad Mail|not mail||||CO||1|en|0',
  'A-105|1|PK|Too|few',
  'A-100|1|PK|Nguyễn Thị Hoa|hoa@example.com|(720) 555-0151|1 Main|Denver|CO|80202|14|en|0',
  'A-100|1|PK|Somebody Else|hoa@example.com|(720) 555-0151|1 Main|Denver|CO|80202|14|en|0',
  'A-106|9|PK||||||CO||1|en|0',
  'A-107|constructor|PK|Clever||||||CO|1|en|0',
  'A-108|9|PK|Closed One||||||PR|1|en|0',
].join('\r\n')

describe('a | file of another carrier with broken rows', () => {
  it('a dry run counts and writes nothing, no event and no file', async () => {
    const events = await count('desk_events')
    const summary = await load('accounts', 'other.txt', brokenAccounts, { map: otherMap, dryRun: true })
    expect(counts(summary)).toEqual({ read: 11, new: 3, changed: 0, unchanged: 1, rejected: 7 })
    expect([await count('accounts'), (await count('desk_events')) - events]).toEqual([0, 0])
    await expect(stat(join(folder, 'other.rejects.csv'))).rejects.toThrow()
  })
  it('good rows land, bad rows go to the reject file with line, column, value and reason', async () => {
    const summary = await load('accounts', 'other.txt', brokenAccounts, { map: otherMap })
    expect(counts(summary)).toEqual({ read: 11, new: 3, changed: 0, unchanged: 1, rejected: 7 })
    const path = join(folder, 'other.rejects.csv')
    expect(summary.rejectFile).toBe(path)
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    const text = await readFile(path, 'utf8')
    expect(text.split('\n')[0]).toMatch(/delete this file, by \d{4}-\d{2}-\d{2}/)
    expect(text).toContain('\nline,column,value,reason\n')
    expect(text).toContain('4,Tag,29,bill day must be 1 to 28\n')
    expect(text).toContain('5,St,7,"must be one of 1, 9"\n')
    expect(text).toContain('6,Mail,•••,is not an e-mail address\n')
    expect(text).toContain('7,,,has 5 cells where the header has 13\n')
    expect(text).toContain('9,Kontonummer,A-100,says otherwise than line 2 for the same account id\n')
    expect(text).toContain('10,Name,,is empty\n')
    for (const personal of ['Somebody', 'Bad Day', 'not mail', 'example.com', '555', 'Main'])
      expect(text).not.toContain(personal)
    const found = await database.db
      .selectFrom('accounts')
      .select(['accountId', 'holderName', 'contactPhone', 'timeZone', 'closedOn', 'nameWords'])
      .orderBy('accountId')
      .execute()
    expect(
      found.map((each) => [each.accountId, each.contactPhone, each.timeZone, each.closedOn !== null]),
    ).toEqual([
      ['A-100', '+17205550151', 'America/Denver', false],
      ['A-101', '+17205550152', 'America/Phoenix', false],
      ['A-108', null, 'America/Chicago', true],
    ])
    expect([found[0]?.nameWords, found[1]?.holderName]).toEqual(['nguyen thi hoa', 'Smith | Sons "Ltd"'])
  })
  it('whole rows go to the reject file when they are asked for, as they came', async () => {
    const summary = await load('accounts', 'whole.txt', brokenAccounts, { map: otherMap, wholeRows: true })
    const text = await readFile(summary.rejectFile ?? '', 'utf8')
    expect(text).toContain('\nline,column,value,reason,row\n')
    expect(text).toContain('7,,,has 5 cells where the header has 13,A-105|1|PK|Too|few\n')
    expect((await stat(summary.rejectFile ?? '')).mode & 0o777).toBe(0o600)
  })
  it('the same file again changes nothing, and a changed row is one change', async () => {
    expect(counts(await load('accounts', 'other.txt', brokenAccounts, { map: otherMap }))).toMatchObject({
      new: 0,
      changed: 0,
      unchanged: 4,
    })
    const moved = brokenAccounts.replaceAll('1 Main|Denver', '9 Elm|Denver')
    expect(counts(await load('accounts', 'other.txt', moved, { map: otherMap }))).toMatchObject({
      new: 0,
      changed: 1,
      unchanged: 3,
    })
  })
  it('a column nobody knows, or one that is missing, stops the import before anything is written', async () => {
    await expect(load('accounts', 'x.txt', `${header}|Extra\n`, { map: otherMap })).rejects.toThrow('"Extra"')
    await expect(load('accounts', 'x.txt', header.replace('|Tag', ''), { map: otherMap })).rejects.toThrow(
      'no column "Tag" (bill_day)',
    )
    await expect(load('accounts', 'x.txt', '', { map: otherMap })).rejects.toThrow('is empty')
    expect(() => readMap({ format: 'x', acounts: {} })).toThrow('"acounts" is not known')
  })
})

const lineHeader = 'BAN,MSISDN,IMSI,LINE_STATUS,PLAN_CODE,PLAN_NAME,MRC_USD,ACTIVATED_ON,MARKET,TZ'
const lineOf = (account: string, phone: string, status = 'A') =>
  `${account},${phone},310410000000001,${status},VALUE,Value Plus,50.99,2019-01-31,DEN,America/Boise`

describe('lines and their impact', () => {
  it('children of an account that is not there are rejected naming it; a number belongs to one account', async () => {
    const text = [
      lineHeader,
      lineOf('A-100', '+17205550151'),
      lineOf('A-999', '+17205550199'),
      lineOf('A-101', '+17205550151'),
      lineOf('A-101', '+17205550152'),
      lineOf('A-101', '+17205550153').replace('2019-01-31', '2019-02-30'),
    ].join('\n')
    const summary = await load('lines', 'lines.csv', text)
    expect(counts(summary)).toEqual({ read: 5, new: 2, changed: 0, unchanged: 0, rejected: 3 })
    const rejects = await readFile(join(folder, 'lines.rejects.csv'), 'utf8')
    expect(rejects).toContain('3,BAN,A-999,account A-999 is not loaded\n')
    expect(rejects).toContain(
      '4,MSISDN,•••0151,the number ending in 0151 is active on account A-100 in line 2\n',
    )
    expect(rejects).toContain('6,ACTIVATED_ON,2019-02-30,is not a day of the calendar\n')
    const zone = await database.db
      .selectFrom('accounts')
      .select('timeZone')
      .where('accountId', '=', 'A-100')
      .executeTakeFirst()
    expect(zone?.timeZone).toBe('America/Boise')
    expect(
      counts(await load('lines', 'again.csv', [lineHeader, lineOf('A-101', '+17205550151')].join('\n'))),
    ).toMatchObject({ new: 0, rejected: 1 })
    const moved = [lineHeader, lineOf('A-100', '+17205550151', 'C'), lineOf('A-101', '+17205550151')].join(
      '\n',
    )
    expect(counts(await load('lines', 'moved.csv', moved))).toMatchObject({ new: 1, changed: 1, rejected: 0 })
  })
  it('a feed lands on the active line; repeated, reversed and conflicting rows get what the rulings say', async () => {
    const text = [
      'MSISDN,DETACH_UTC,REATTACH_UTC,SITE_ID,SOURCE',
      '+17205550151,2024-02-22T08:46:00Z,2024-02-22T10:46:00Z,DEN001,hss',
      '+17205550151,2024-02-22T08:46:00Z,2024-02-22T10:46:00Z,DEN001,hss',
      '+17205550151,2024-02-22T08:46:00Z,2024-02-22T11:46:00Z,DEN001,hss',
      '+17205550151,2024-02-22T09:00:00Z,2024-02-22T08:00:00Z,DEN001,hss',
      '+17205550152,2024-02-22T08:46:00Z,,DEN002,probe',
      '+17205550177,2024-02-22T08:46:00Z,,DEN002,probe',
    ].join('\n')
    expect(counts(await load('impact', 'impact.csv', text))).toEqual({
      read: 6,
      new: 2,
      changed: 0,
      unchanged: 1,
      rejected: 3,
    })
    expect(counts(await load('impact', 'impact.csv', text))).toEqual({
      read: 6,
      new: 0,
      changed: 0,
      unchanged: 3,
      rejected: 3,
    })
    const found = await database.db
      .selectFrom('lineImpacts')
      .select(['accountId', 'secondsLost', 'uncertainSeconds', 'weatherOnly'])
      .orderBy('secondsLost')
      .execute()
    expect(found).toEqual([
      { accountId: 'A-101', secondsLost: 7200, uncertainSeconds: 0, weatherOnly: false },
      { accountId: 'A-101', secondsLost: 41_040, uncertainSeconds: 41_040, weatherOnly: false },
    ])
  })
  it('a loss whose only site outage was weather is marked', async () => {
    const sites = [
      'SITE_ID,MARKET,DOWN_UTC,UP_UTC,CAUSE',
      'DEN001,DEN,2024-02-22T08:00:00Z,2024-02-22T09:00:00Z,weather',
      'DEN002,DEN,2024-02-22T08:45:00Z,,core_configuration',
    ].join('\n')
    expect(counts(await load('sites', 'sites.csv', sites))).toMatchObject({ new: 2, rejected: 0 })
    const found = await database.db
      .selectFrom('lineImpacts')
      .select(['secondsLost', 'weatherOnly'])
      .orderBy('secondsLost')
      .execute()
    expect(found.map((each) => each.weatherOnly)).toEqual([true, false])
  })
  it('an outage nobody recorded is named with those that are', async () => {
    const source = await fileSource(join(folder, 'impact.csv'))
    await expect(
      importFile(database, { actor: null }, 'impact', source, {
        map: await loadMap(),
        outageId: 'none-such',
      }),
    ).rejects.toThrow(outageId)
  })
})
