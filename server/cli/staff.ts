import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { parseArgs } from 'node:util'
import { type Role, roles } from '#shared/staff/roles.ts'
import { type DemandedOf, demandedOf, firstPasswordHours } from '#shared/staff/sign-on.ts'
import { type WayBack, waysBack } from '#shared/staff/states.ts'
import { addFirstAdmin } from '../staff/add-first-admin.ts'
import { addPerson } from '../staff/add-person.ts'
import { demandFactor } from '../staff/demand-factor.ts'
import { giveWayBack } from '../staff/give-way-back.ts'
import { inWork } from '../work.ts'
import { command, notUnderstood, say, withDatabase } from './command.ts'

const usage = `npm run staff -- add USERNAME --first-admin --name "First Last"
npm run staff -- add USERNAME --name "First Last" --role ${roles.join('|')} [--level LEVEL]
The password is typed, or the first line of the standard input: it never stands in a command, and there is no default.
npm run staff -- new-password USERNAME --proof "how they showed who they are"
npm run staff -- new-factor USERNAME --proof "how they showed who they are"
npm run staff -- demand-factor "${demandedOf.join('"|"')}"`

/** `npm run staff`: people, their ways back and of whom a second factor is demanded, with the owner's DATABASE_URL. */
void command(async () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      name: { type: 'string' },
      role: { type: 'string' },
      level: { type: 'string' },
      proof: { type: 'string' },
      'first-admin': { type: 'boolean', default: false },
    },
  })
  const [what, about] = positionals
  const kind = waysBack.find((each) => each === what)
  const of = demandedOf.find((each) => each === about)
  if (kind && about && values.proof !== undefined) return wayBack(kind, about, values.proof)
  if (what === 'demand-factor' && of) return demand(of)
  const { name } = values
  const first = values['first-admin']
  const role: Role | undefined = first ? 'admin' : roles.find((each) => each === values.role)
  const strange = first && (values.role !== undefined || values.level !== undefined)
  if (what !== 'add' || !about || !name || !role || strange) throw notUnderstood(usage)
  const password = await firstLine()
  await withDatabase(async (database) => {
    const person = { username: about, name, role, level: values.level ?? null, password }
    const staffId = await inWork(database, { actor: null }, (work) =>
      first ? addFirstAdmin(work, person) : addPerson(work, person),
    )
    say(
      `${name} can sign in as ${about} (person ${staffId}) for ${firstPasswordHours} hours, and chooses a password of their own then`,
    )
  })
})

function wayBack(kind: WayBack, username: string, proof: string): Promise<void> {
  return withDatabase(async (database) => {
    const { name, firstPassword } = await inWork(database, { actor: null }, (work) =>
      giveWayBack(work, { username, kind, proof }),
    )
    say(
      firstPassword === null
        ? `${name} sets up a second factor anew at the next sign-in`
        : `${name} can sign in for ${firstPasswordHours} hours with ${firstPassword}`,
    )
  })
}

function demand(of: DemandedOf): Promise<void> {
  return withDatabase(async (database) => {
    await inWork(database, { actor: null }, (work) => demandFactor(work, of))
    say(`A second factor is demanded of ${of}, from the next request on`)
  })
}

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
