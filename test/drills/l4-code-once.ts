import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { sql } from 'kysely'
import { makeSecretsFile, secretBox } from '#server/staff/secret-box.ts'
import type { Desk } from './desks.ts'
import { drill } from './drill.ts'
import { addSecondFactor, addSignIns, halfSessions, post, withCookie } from './signing-in.ts'

/** One code, sent by many browsers that all have the password, at two desks, at the same moment. */
export const codeOnce = drill({
  name: 'L4',
  what: 'a one-time code sent 64 times at once to two desks',
  minutes: 4,
  reduced: { codes: 4, racers: 64 },
  full: { codes: 200, racers: 64 },
  async run(stage, tier) {
    const cluster = await stage.cluster()
    const world = await stage.world(cluster, { accounts: 10 })
    const file = join(stage.scratch, 'secrets')
    makeSecretsFile(file)
    const desks = (await stage.desks(world, 2, { MAKERIGHT_SECRETS_FILE: file })) as [Desk, Desk]
    const people = await addSignIns(world, 'coded', tier.codes)
    const figures = { codes: tier.codes, sent: 0, accepted: 0, later: 0 }
    for (const staffId of people) {
      // All of this comes from one address: its own counter would end the drill.
      await sql`delete from sign_in_failures where subject like 'address:%'`.execute(world.database.db)
      const show = await addSecondFactor(world, secretBox(file), staffId)
      const halves = await halfSessions(world, staffId, tier.racers)
      const code = show()
      let accepted = 0
      const race = async (half: string, index: number) => {
        const { origin } = desks[index % 2] as Desk
        for (;;) {
          const tried = await post(origin, 'signOn.giveCode', { code }, withCookie(half))
          figures.sent += 1
          // Turned away unread, or rolled back whole: as good as not sent.
          if (tried === null || ['TOO_MANY', 'BUSY'].includes(tried.code ?? '')) {
            figures.later += 1
            await pause(40 + (index % 16) * 10)
            continue
          }
          if (tried.status === 200) accepted += 1
          else if (tried.status !== 401)
            stage.insist(false, `A code was answered ${tried.status} ${tried.code}.`)
          return
        }
      }
      await Promise.all(halves.map(race))
      figures.accepted += accepted
      stage.insist(accepted === 1, `One code was accepted ${accepted} times.`)
    }
    return figures
  },
})
