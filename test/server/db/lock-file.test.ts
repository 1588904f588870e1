import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { takeLock } from '#server/db/lock-file.ts'

let folder: string
let path: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'makeright-lock-'))
  path = join(folder, 'makeright.lock')
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Rewrites who holds the lock, as if another process had written it. */
function held(change: Record<string, unknown>) {
  const lock = takeLock(path)
  const holder = { ...JSON.parse(readFileSync(path, 'utf8')), ...change }
  lock.release()
  writeFileSync(path, JSON.stringify(holder))
}

async function deadPid(): Promise<number> {
  const child = spawn('true')
  await new Promise((resolve) => child.on('exit', resolve))
  return child.pid ?? 0
}

test('a second opener is told who holds it', () => {
  const lock = takeLock(path)
  expect(() => takeLock(path)).toThrow(new RegExp(`open in process ${process.pid} \\(.+\\) since 20`))
  lock.release()
  takeLock(path).release()
  expect(readdirSync(folder)).toEqual([])
})

test('a lock of a process that is gone is taken over', async () => {
  held({ pid: await deadPid(), mark: 'old' })
  const lock = takeLock(path)
  lock.verify()
  lock.release()
  expect(existsSync(path)).toBe(false)
})

test('a process number that was given away since is no holder', () => {
  held({ pid: process.ppid, started: 'another boot 1', mark: 'old' })
  takeLock(path).release()
})

test('a lock from another machine is refused, saying what to do', () => {
  held({ host: 'elsewhere', mark: 'theirs' })
  expect(() => takeLock(path)).toThrow(/on elsewhere.*remove .*makeright\.lock/)
})

test('a lock that someone took away is noticed, and theirs is not removed', () => {
  const lock = takeLock(path)
  rmSync(path)
  const theirs = takeLock(path)
  expect(() => lock.verify()).toThrow(/open in process/)
  lock.release()
  theirs.verify()
  theirs.release()
})
