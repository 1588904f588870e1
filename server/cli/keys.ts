import { sql } from 'kysely'
import { rotateKey as rotateSealKey } from '../audit/rotate-key.ts'
import type { Config } from '../config.ts'
import type { Database } from '../db/client.ts'
import {
  addSecret,
  type Changed,
  promoteSecret,
  retireSecrets,
  rotateKey,
} from '../keeping/rotate-secrets.ts'
import { keysInUse, resealRows } from '../keeping/sealed-rows.ts'
import { nameOfSecret, secretsIn } from '../key-files.ts'
import { Refusal } from '../refusal.ts'
import { secretBox } from '../staff/secret-box.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run keys -- list                             which keys there are, by name, and what needs them
npm run keys -- rotate secrets|journal           a new key that seals or signs from now on
npm run keys -- rotate billing|notices           a new secret that is believed: give it to the other side, then
npm run keys -- promote billing|notices          it signs from now on
npm run keys -- reseal                           seals anew what an earlier key sealed
npm run keys -- retire secrets|billing|notices   leaves only the first`
const nobody = { actor: null }

const [name = '', what = '', ...more] = process.argv.slice(2)
const commands: Record<string, (database: Database, config: Config) => Promise<void>> = {
  list,
  reseal,
  rotate: (database, config) => rotate(database, config),
  promote: async (database, config) => told(await promoteSecret(database, nobody, fileOf(config))),
  retire: async (database, config) => told(await retireSecrets(database, nobody, fileOf(config))),
}
const asked = Object.hasOwn(commands, name) && more.length === 0 ? commands[name] : undefined
void command(() => {
  if (!asked) throw notUnderstood(usage)
  return withDatabase(asked)
})

async function list({ db }: Database, config: Config): Promise<void> {
  const sealing = await sql<{
    keyId: string
  }>`select key_id from journal_keys order by added_at desc, key_id`.execute(db)
  say(
    `journal: ${sealing.rows.map(({ keyId }) => keyId).join(', ') || 'none yet'} (the first signs, all are believed)`,
  )
  for (const [kind, partner] of Object.entries({ billing: config.billing, notices: config.notices }))
    say(`${kind}: ${partner ? partner.secrets.map(nameOfSecret).join(', ') : 'not connected'}`)
  say(`secrets: ${config.secretsFile ? secretBox(config.secretsFile).keyIds().join(', ') : 'no file'}`)
  const there = config.secretsFile ? secretBox(config.secretsFile).keyIds() : []
  for (const { key, rows, what: kept } of await keysInUse(db))
    say(
      `  ${key} is needed by ${rows} ${kept}${there.includes(key) ? '' : ', and is not in the file: they have to be set anew'}`,
    )
}

async function rotate(database: Database, config: Config): Promise<void> {
  if (what === 'journal') {
    if (!config.seals) throw new Refusal('BAD_REQUEST', 'Say where the key is: MAKERIGHT_SEAL_KEY_FILE.')
    const { old, fresh, kept } = await rotateSealKey(database, config.seals.key)
    return say(`Key ${fresh} signs from now on; ${old} is kept in ${kept}.`)
  }
  if (what === 'secrets') return told(await rotateKey(database, nobody, fileOf(config)))
  const { file } = fileOf(config)
  told(await addSecret(database, nobody, fileOf(config)))
  say(
    `Give the last line of ${file} (${nameOfSecret(secretsIn(file).at(-1) ?? '')}) to the other side; then "npm run keys -- promote ${what}".`,
  )
}

async function reseal(database: Database, config: Config): Promise<void> {
  if (!config.secretsFile) throw new Refusal('BAD_REQUEST', 'Say where the keys are: MAKERIGHT_SECRETS_FILE.')
  say(`resealed=${await resealRows(database, nobody, secretBox(config.secretsFile))}`)
}

function fileOf(config: Config): { what: string; file: string } {
  const files: Record<string, string | null | undefined> = {
    secrets: config.secretsFile,
    billing: config.billing?.secretFile,
    notices: config.notices?.secretFile,
  }
  const file = Object.hasOwn(files, what) ? files[what] : undefined
  if (!file) throw new Refusal('BAD_REQUEST', `There is no file of keys for "${what}".\n${usage}`)
  return { what, file }
}

function told({ first, others }: Changed): void {
  say(`${first} is first${others.length > 0 ? `; believed as well: ${others.join(', ')}` : ', and alone'}.`)
}
