import { recordDeskEvent } from '../audit/record-event.ts'
import type { Database } from '../db/client.ts'
import { nameOfSecret, newSecret, secretsIn, writeSecrets } from '../key-files.ts'
import { Refusal } from '../refusal.ts'
import { inWork, type Who } from '../work.ts'
import { keysInUse } from './sealed-rows.ts'

export type Changed = { first: string; others: string[] }

/** One change of a file of secrets, with its event: the event names them by a hash. */
async function change(
  database: Database,
  who: Who,
  { what, action, file }: { what: string; action: string; file: string },
  into: (secrets: readonly string[]) => readonly string[],
): Promise<Changed> {
  const before = secretsIn(file)
  const after = into(before)
  const [first = '', ...others] = after.map(nameOf(what))
  await inWork(database, who, async (work) => {
    await recordDeskEvent(work, {
      action,
      detail: { what, signs: first, before: nameOf(what)(before[0]), alsoBelieved: others },
    })
    // Inside the work, so that a change of the file without its event is not left behind.
    writeSecrets(file, after)
  })
  return { first, others }
}

/** Keys of the box are called by a hash of their bytes, secrets that a partner shares by one of their text. */
const nameOf = (what: string) => (secret: string) =>
  what === 'secrets' ? nameOfSecret(Buffer.from(secret, 'base64')) : nameOfSecret(secret)

type File = { what: string; file: string }

/** A new key that seals from now on; the earlier ones still open. */
export const rotateKey = (database: Database, who: Who, { what, file }: File): Promise<Changed> =>
  change(database, who, { what, action: 'rotate-secret', file }, (secrets) => [newSecret(), ...secrets])

/** A new secret that is believed, and does not sign before the other side has it: then promote it. */
export const addSecret = (database: Database, who: Who, { what, file }: File): Promise<Changed> =>
  change(database, who, { what, action: 'add-secret', file }, (secrets) => [...secrets, newSecret()])

/** The newest signs from now on; the others are still believed. */
export const promoteSecret = (database: Database, who: Who, { what, file }: File): Promise<Changed> =>
  change(database, who, { what, action: 'promote-secret', file }, (secrets) => {
    const newest = secrets.at(-1)
    if (newest === undefined || secrets.length === 1)
      throw new Refusal('STALE', `There is no newer secret for ${what}: rotate first.`)
    return [newest, ...secrets.slice(0, -1)]
  })

/** Only the first is left. Refused while something in the database needs another one that the file still has. */
export async function retireSecrets(database: Database, who: Who, { what, file }: File): Promise<Changed> {
  if (what === 'secrets') {
    const [, ...leaving] = secretsIn(file).map(nameOf(what))
    const [one] = (await keysInUse(database.db)).filter(({ key }) => leaving.includes(key))
    if (one)
      throw new Refusal(
        'STALE',
        `${one.rows} ${one.what} still need key ${one.key}: ${one.endsByItself ? 'they end by themselves within ten minutes.' : 'run "npm run keys -- reseal".'}`,
      )
  }
  return change(database, who, { what, action: 'retire-secrets', file }, ([first = '']) => [first])
}
