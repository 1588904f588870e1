import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { type Role, roles } from '#shared/staff/roles.ts'
import { addFirstAdmin } from '../staff/add-first-admin.ts'
import { addPerson } from '../staff/add-person.ts'
import { inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run staff -- add USERNAME --first-admin --name "First Last"
npm run staff -- add USERNAME --name "First Last" --role ${roles.join('|')} [--level LEVEL]
The password is typed, or the first line of the standard input: it never stands in a command, and there is no default.`

/** `npm run staff -- add`: makes a person and a sign-in, with the owner's DATABASE_URL. */
await command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      level: { type: 'string' },
      'first-admin': { type: 'boolean', default: false },
    },
  })
  const [what, username] = positionals
  const { name } = values
  const first = values['first-admin']
  const role: Role | undefined = first ? 'admin' : roles.find((each) => each === values.role)
  const strange = first && (values.role !== undefined || values.level !== undefined)
  if (what !== 'add' || !username || !name || !role || strange) throw notUnderstood(usage)
  const password = await firstLine()
  await withDatabase(async (database) => {
    const person = { username, name, role, level: values.level ?? null, password }
    const staffId = await inWork(database, { actor: null }, (work) =>
      first ? addFirstAdmin(work, person) : addPerson(work, person),
    )
    say(`${name} can sign in as ${username} (person ${staffId})`)
  })
})

/** What is typed at a terminal is not shown on it. */
async function firstLine(): Promise<string> {
  const terminal = process.stdin.isTTY
  if (terminal) process.stderr.write('Password: ')
  const silent = new Writable({ write: (_piece, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, ...(terminal ? { output: silent, terminal } : {}) })
  try {
    for await (const line of lines) return line
    return ''
  } finally {
    lines.close()
    if (terminal) process.stderr.write('\n')
  }
}
