import { openDatabase } from '#server/db/open-database.ts'
import { verifyBooks } from '#server/ledger/verify-books.ts'
import { ask } from './cluster.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { corruptions, refusedByTheDatabase } from './planted.ts'
import { postMany } from './post-many.ts'
import { castOf, startWriters } from './writers.ts'

const fastEnough = 10

/** The books are checked as they are, then with one error planted at a time: none may be found, then each must be. */
export const plantedErrors = drill({
  name: 'M14',
  what: 'the books checked over many transfers, then with each of these errors planted past every guard',
  minutes: 5,
  reduced: { transfers: 20_000, steps: 150 },
  full: { transfers: 1_000_000, steps: 1000 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 20_000 })
    const [desk] = (await stage.desks(world, 1)) as [Desk]
    const writers = startWriters({
      cast: await castOf(world, 8),
      seed: stage.seed,
      origin: () => desk.origin,
    })
    while (writers.ackedSteps() < tier.steps) await new Promise((resolve) => setTimeout(resolve, 20))
    await writers.stop()
    await desk.kill()

    let taken = 0
    for (const [words, text] of Object.entries(refusedByTheDatabase)) {
      const through = await ask(world.deskUrl, text).then(
        () => true,
        () => false,
      )
      if (through) taken += 1
      stage.insist(!through, `The database took this from the desk’s role: ${words}.`)
    }
    const falsealarms = await stage.booksHold(world)
    await world.close()

    let detected = 0
    for (const [words, text] of Object.entries(corruptions)) {
      const name = `planted_${detected}_${words.length}`
      await cluster.sql(`create database ${name} template ${world.name}`)
      await ask(new URL(`/${name}`, cluster.url).href, `set session_replication_role = replica; ${text}`)
      const database = await openDatabase(
        { kind: 'postgres', url: new URL(`/${name}`, cluster.url).href },
        { patient: true },
      )
      const { broken } = await verifyBooks(database).finally(() => database.close())
      await cluster.sql(`drop database ${name}`)
      if (broken.length > 0) detected += 1
      else stage.insist(false, `Planted and not found by the books: ${words}.`)
    }

    const url = new URL(`/${world.name}`, cluster.url).href
    const database = await openDatabase({ kind: 'postgres', url, poolSize: 2 }, { patient: true })
    stage.later(() => database.close())
    await postMany(database, tier.transfers)
    const { transfers, seconds, broken } = await verifyBooks(database)
    stage.insist(
      broken.length === 0,
      `The books do not hold after many postings: ${broken[0]?.rule} (${broken[0]?.first}).`,
    )
    stage.insist(seconds <= fastEnough, `Checking ${transfers} transfers took ${seconds.toFixed(1)} s.`)
    return {
      transfers: transfers.toString(),
      seconds: seconds.toFixed(1),
      falsealarms,
      detected: `${detected}/${Object.keys(corruptions).length}`,
      refused: `${Object.keys(refusedByTheDatabase).length - taken}/${Object.keys(refusedByTheDatabase).length}`,
    }
  },
})
