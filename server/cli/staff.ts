import { createInterface } from 'node:readline/promises'
import { parseArgs } from 'node:util'
import { type Role, roles } from '#shared/staff/roles.ts'
import { readConfig } from '../config.ts'
import { openDatabase } from '../db/open-database.ts'
import { plain } from '../log.ts'
import { Refusal } from '../refusal.ts'
import { addPerson } from '../staff/add-person.ts'
import { inWork } from '../work.ts'

const usage = `npm run staff -- add USERNAME --name "First Last" --role ${roles.join('|')} [--level LEVEL]
The password is the first line of the standard input: it never stands in a command.`

/** `npm run staff -- add`: makes a person and a sign-in, with the owner's DATABASE_URL. */
try {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { name: { type: 'string' }, role: { type: 'string' }, level: { type: 'string' } },
  })
  const [command, username] = positionals
  const role: Role | undefined = roles.find((each) => each === values.role)
  if (command !== 'add' || !username || !values.name || !role) throw new Refusal('BAD_REQUEST', usage)
  const password = await firstLine()
  const database = await openDatabase(readConfig(process.env).database, { patient: true })
  try {
    const person = { username, name: values.name, role, level: values.level ?? null, password }
    const staffId = await inWork(database, { actor: null }, (work) => addPerson(work, person))
    process.stdout.write(plain(`${values.name} can sign in as ${username} (person ${staffId})\n`))
  } finally {
    await database.close()
  }
} catch (error) {
  process.stderr.write(`${plain(error instanceof Error ? error.message : String(error))}\n`)
  process.exitCode = 1
}

async function firstLine(): Promise<string> {
  if (process.stdin.isTTY) process.stderr.write('Password: ')
  const lines = createInterface({ input: process.stdin })
  for await (const line of lines) return line
  return ''
}
