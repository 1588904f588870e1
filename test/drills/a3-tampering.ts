import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { anchoredIn, readAnchors } from '#server/audit/append-anchors.ts'
import { verifyJournal } from '#server/audit/verify-journal.ts'
import { sealAll } from '#server/audit/watch-journal.ts'
import { untilNothingOlderIsOpen, writeEvents } from '#test/support/many-events.ts'
import { tamperings } from '#test/support/tamperings.ts'
import { drill } from './drill.ts'

/** Somebody with every right over the database changes the journal, in each way and at many places: each is found. */
export const tampering = drill({
  name: 'A3',
  what: 'the journal changed behind the desk’s back in each way, at many places, as its owner could',
  minutes: 25,
  reduced: { rows: 500, places: 3, clean: 5 },
  full: { rows: 10_000, places: 100, clean: 100 },
  async run(stage, tier) {
    const { database } = await stage.world(await stage.cluster(), { accounts: 20 })
    const files = { key: join(stage.scratch, 'key.pem'), anchors: join(stage.scratch, 'anchors.jsonl') }
    const anchored = await anchoredIn(files.anchors)
    for (let part = 0; part < 10; part += 1) {
      await writeEvents(database.db, tier.rows / 10, 50)
      await untilNothingOlderIsOpen(database.db)
      await sealAll(database, files, anchored, part === 0)
    }
    const kept = `${files.anchors}.kept`
    await copyFile(files.anchors, kept)

    let falseAlarms = 0
    for (let times = 0; times < tier.clean; times += 1) {
      const { finding } = await verifyJournal(database.db, { anchors: readAnchors(files.anchors) })
      if (finding) falseAlarms += 1
    }
    stage.insist(falseAlarms === 0, `A whole journal did not verify ${falseAlarms} times.`)

    let detected = 0
    let named = 0
    for (const [words, tamper] of Object.entries(tamperings))
      for (let place = 0; place < tier.places; place += 1) {
        const position = stage.chance.between(2, tier.rows - 2)
        const { finding, expected } = await tamper({ database, files, kept, position })
        if (finding) detected += 1
        stage.insist(finding !== null, `Not found at No. ${position}: ${words}.`)
        const seq = finding?.seq == null ? null : Number(finding.seq)
        if (seq === null || (seq >= expected.from && seq <= expected.until)) named += 1
        else stage.insist(false, `${words} at No. ${position} was named as No. ${seq}.`)
      }
    const tried = Object.keys(tamperings).length * tier.places
    return {
      kinds: Object.keys(tamperings).length,
      detected: `${detected}/${tried}`,
      named,
      falsealarms: falseAlarms,
    }
  },
})
