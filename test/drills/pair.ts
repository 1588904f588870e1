import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { type Cluster, followFrom, makeCluster } from './cluster.ts'
import type { Stage } from './stage.ts'
import { openWire, type Wire } from './wire.ts'

/** A primary and its standby on the loopback, with a wire between them and an address that follows the primary. */
export type Pair = {
  primary(): Cluster
  standby(): Cluster
  /** Between the two: what the standby hears goes through here. */
  readonly between: Wire
  /** What the desk is told to connect to, wherever the primary is. */
  readonly address: Wire
  /** From now on a commit waits until a standby has it. */
  waitForStandby(): Promise<void>
  /** The primary is gone: the standby takes its place, and the address leads there. */
  promote(): Promise<void>
  /** The old primary comes back, without what it never gave away, and follows the new one. */
  rejoin(): Promise<void>
}

const settings = ['wal_keep_size=512MB', 'hot_standby=on']
const name = 's1'
const patience = 60_000

export async function makePair(stage: Stage): Promise<Pair> {
  let primary = await stage.cluster({ settings })
  const between = await openWire({ to: () => primary.port })
  const address = await openWire({ to: () => primary.port })
  stage.later(() => between.close())
  stage.later(() => address.close())
  const folder = join(stage.scratch, `standby-${primary.port}`)
  mkdirSync(folder, { mode: 0o755 })
  const standbyOf = { url: primary.url, name, through: between.port }
  let standby = await makeCluster(folder, { settings, standbyOf })
  const first = standby
  stage.later(() => first.kill())
  await standby.start()

  const until = async (what: string, met: () => Promise<boolean>) => {
    const limit = Date.now() + patience
    while (!(await met())) {
      if (Date.now() > limit) throw new Error(`It did not come to this: ${what}.`)
      await pause(20)
    }
  }
  return {
    primary: () => primary,
    standby: () => standby,
    between,
    address,
    async waitForStandby() {
      await primary.sql(`alter system set synchronous_standby_names = 'ANY 1 (${name})'`)
      await primary.sql('select pg_reload_conf()')
      await until('the standby follows', async () => {
        const rows = await primary.sql<{ state: string }>(
          'select sync_state as state from pg_stat_replication',
        )
        return rows.some(({ state }) => state === 'quorum' || state === 'sync')
      })
    },
    async promote() {
      address.cut()
      await standby.sql('select pg_promote(true, 30)')
      const old = primary
      primary = standby
      standby = old
      address.mend()
    },
    async rejoin() {
      // Until its first checkpoint a promoted server still says that it is on the old timeline, and nothing is rewound.
      await primary.sql('checkpoint')
      const source = primary.url
      standby.tool('pg_rewind', ['--target-pgdata', standby.data, '--source-server', source, '--no-sync'])
      followFrom(standby.data, `host=127.0.0.1 port=${between.port} user=makeright application_name=${name}`)
      between.mend()
      await standby.start()
    },
  }
}
