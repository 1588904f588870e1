import type { Durability } from './client.ts'

export type DurabilitySettings = {
  fsync: string
  full_page_writes: string
  synchronous_commit: string
  standbys: string
  /** Replicas that follow, as far as this role may see them; their `sync_state` is hidden from ordinary roles. */
  following: number
  asynchronous: number
  synchronous: number
}

export const durabilityQuery = `select current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
  current_setting('synchronous_commit') as synchronous_commit, current_setting('synchronous_standby_names') as standbys,
  (select count(*)::int from pg_stat_replication) as following,
  (select count(*)::int from pg_stat_replication where sync_state in ('async', 'potential')) as asynchronous,
  (select count(*)::int from pg_stat_replication where sync_state in ('sync', 'quorum')) as synchronous`

const needed = ['fsync', 'full_page_writes', 'synchronous_commit'] as const

/** Why money is not handled on such a server, in words; null when it may be. */
export function whyNotSafe(settings: DurabilitySettings): string | null {
  const off = needed.filter((name) => settings[name] === 'off')
  if (off.length === 0) return null
  return `PostgreSQL runs with ${off.map((name) => `${name} = off`).join(' and ')}: a crash could lose what was acknowledged, or damage it. Turn ${off.length > 1 ? 'them' : 'it'} on ("alter system set ${off[0]} = on", then reload; look at the settings of the database and the role too) and start again.`
}

/** What is promised with these settings, and what is not. */
export function durabilityOf(settings: DurabilitySettings): Durability {
  const unsafe = whyNotSafe(settings)
  if (unsafe) return { mode: 'process-crash-only', words: unsafe }
  const waits = settings.standbys !== '' && settings.synchronous_commit !== 'local'
  const here = 'PostgreSQL: what was acknowledged is on its disk'
  if (waits) {
    const there = settings.following > 0 && settings.synchronous === 0 && settings.asynchronous > 0
    const words = there
      ? `${here} and waits for a synchronous standby, of which none follows now: nothing is acknowledged until one does.`
      : `${here} and on a synchronous standby.`
    const late =
      settings.synchronous > 0 && settings.asynchronous > 0
        ? ` ${counted(settings.asynchronous)} asynchronously: failing over to such a one loses the latest.`
        : ''
    return { mode: 'durable', words: words + late }
  }
  if (settings.following > 0)
    return {
      mode: 'durable',
      words: `${here}. ${counted(settings.following)} asynchronously, which is lossy: failing over may lose what was acknowledged last. Set synchronous_standby_names to wait for one.`,
    }
  return { mode: 'durable', words: `${here}; no standby has it, so the loss of that disk loses it.` }
}

const counted = (replicas: number): string =>
  replicas === 1 ? 'One replica follows' : `${replicas} replicas follow`
