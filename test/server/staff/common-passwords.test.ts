import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { addPerson } from '#server/staff/add-person.ts'
import { commonPasswords } from '#server/staff/common-passwords.ts'
import { passwordProblem } from '#shared/staff/password-problem.ts'
import { refusalFrom, signedIn } from '#test/support/calls.ts'
import { asTheDesk, openDesk } from '#test/support/desk.ts'

const database = await openDesk()
const folder = await mkdtemp(join(tmpdir(), 'makeright-passwords-'))
afterAll(() => rm(folder, { recursive: true }))

/** Long enough, of no word of this place, and known to everybody who guesses. */
const stolen = ['123456789012', 'unbelievable', 'MercedesBenz']

test('v5.0.0-6.2.4 v5.0.0-6.2.12 nobody takes a password of twelve and more characters that is in a list of stolen ones, in any case', async () => {
  const alex = await signedIn(database, 'alex')
  for (const password of stolen) {
    expect(passwordProblem(password, { username: 'alex', name: 'Alex Rivera' })).toBeNull()
    expect(await refusalFrom(alex.signOn.changePassword({ password: password.toUpperCase() }))).toMatchObject(
      { code: 'BAD_REQUEST', message: expect.stringContaining('stolen') },
    )
  }
  expect(await alex.signOn.changePassword({ password: 'eleven wet umbrellas' })).toEqual({ done: true })
  const [password = ''] = stolen
  const person = { username: 'nora', name: 'Nora Vance', role: 'agent', level: 'agent', password } as const
  expect(await refusalFrom(asTheDesk(database, (work) => addPerson(work, person)))).toMatchObject({
    code: 'BAD_REQUEST',
  })
})

test('an operator’s own list counts besides, and one that is not there is told at the start', async () => {
  const file = join(folder, 'more.txt')
  await writeFile(file, 'short\r\nOrange Giraffe 77\r\nthe last of them')
  const { passwordsFile } = readConfig({ COMMON_PASSWORDS_FILE: file })
  const isCommon = commonPasswords(passwordsFile)
  expect(await isCommon('orange giraffe 77')).toBe(true)
  expect(await isCommon('The Last Of Them')).toBe(true)
  expect(await isCommon('orange giraffe')).toBe(false)
  expect(await isCommon(stolen[0] ?? '')).toBe(true)
  expect(() => readConfig({ COMMON_PASSWORDS_FILE: join(folder, 'none.txt') })).toThrow(/there is no/)
  // A file that went away meanwhile lets no password through unasked.
  await rm(file)
  await expect(commonPasswords(file)('orange giraffe 77')).rejects.toThrow(/ENOENT/)
})
