import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { freshDatabase } from '#test/support/database.ts'
import { seal, sealFiles, verify } from '#test/support/journal-world.ts'
import { untilNothingOlderIsOpen, writeEvents } from '#test/support/many-events.ts'
import { type Tampering, tamperings } from '#test/support/tamperings.ts'

/**
 * Somebody with every right over the database changes the journal behind the desk's back. Each change is made in a
 * transaction that is rolled back, so each meets the same whole journal.
 */
const database = await freshDatabase()
const files = await sealFiles()
const rows = 500
for (let part = 0; part < 5; part += 1) {
  await writeEvents(database.db, rows / 5, 25)
  await untilNothingOlderIsOpen(database.db)
  await seal(database, files)
}
const kept = `${files.anchors}.kept`
await copyFile(files.anchors, kept)

test('the whole journal verifies, again and again', async () => {
  for (let times = 0; times < 10; times += 1)
    expect(await verify(database, files)).toMatchObject({ finding: null, events: 501n, seals: 5n })
})

describe('what was tampered with is found, and the first bad event is named', () => {
  const positions = [7, 140, 251, 377, 495]
  test.each(Object.entries(tamperings))('%s', async (_words, tamper: Tampering) => {
    for (const position of positions) {
      const report = await tamper({ database, files, kept, position })
      expect(report.finding, `No. ${position}`).not.toBeNull()
      const { from, until } = report.expected
      if (report.finding?.seq != null) {
        expect(Number(report.finding.seq)).toBeGreaterThanOrEqual(from)
        expect(Number(report.finding.seq)).toBeLessThanOrEqual(until)
      }
      expect(report.finding?.words).toMatch(/^\S.{15,}\.$/)
    }
    expect(await verify(database, files)).toMatchObject({ finding: null })
  })
})

test('a row that no seal covers yet can vanish without a trace: the window that docs/journal.md names', async () => {
  await writeEvents(database.db, 3)
  const gone = sql`delete from desk_events e where not exists (select from journal_chain c where c.event_id = e.event_id and c.kind = 'desk')`
  await sql`alter table desk_events disable trigger never_deleted`.execute(database.db)
  await gone.execute(database.db)
  await sql`alter table desk_events enable trigger never_deleted`.execute(database.db)
  await seal(database, files)
  expect(await verify(database, files)).toMatchObject({ finding: null })
})

test('without the anchor file a cut end is not seen, and with it it is', async () => {
  const lines = (await readFile(files.anchors, 'utf8')).trimEnd().split('\n')
  expect(lines.length).toBeGreaterThan(5)
  await writeFile(files.anchors, `${lines.slice(0, -1).join('\n')}\n`)
  // An anchor may be on its way for a minute; the older ones may not.
  expect(await verify(database, files)).toMatchObject({ finding: null })
  await writeFile(files.anchors, `${lines.filter((_line, index) => index !== 3).join('\n')}\n`)
  expect((await verify(database, files)).finding?.words).toMatch(/missing from the anchor file/)
  await writeFile(files.anchors, `${lines.join('\n')}\n`)
  expect(await verify(database, files)).toMatchObject({ finding: null })
})
