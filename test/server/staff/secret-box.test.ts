import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { keyOfSealed, makeSecretsFile, newSecretKey, secretBox } from '#server/staff/secret-box.ts'

const folder = mkdtempSync(join(tmpdir(), 'makeright-secrets-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'secrets')
makeSecretsFile(file)

test('what is sealed says nothing, opens again, and only for the row it was sealed for', () => {
  const box = secretBox(file)
  const sealed = box.seal('JBSWY3DPEHPK3PXP', 'one-time codes of 7')
  expect(sealed).not.toContain('JBSWY3DPEHPK3PXP')
  expect(box.seal('JBSWY3DPEHPK3PXP', 'one-time codes of 7')).not.toBe(sealed)
  expect(box.open(sealed, 'one-time codes of 7')).toBe('JBSWY3DPEHPK3PXP')
  expect(() => box.open(sealed, 'one-time codes of 8')).toThrow()
  expect(() => box.open(`${sealed.slice(0, -2)}AA`, 'one-time codes of 7')).toThrow()
})

test('a new first key seals from now on, the old one still opens until it is taken out', () => {
  const box = secretBox(file)
  const old = readFileSync(file, 'utf8')
  const sealed = box.seal('before', 'row')
  writeFileSync(file, `${newSecretKey()}\n${old}`)
  expect(box.keyIds()).toHaveLength(2)
  expect(box.open(sealed, 'row')).toBe('before')
  expect(keyOfSealed(box.seal('after', 'row'))).not.toBe(keyOfSealed(sealed))
  writeFileSync(file, `${newSecretKey()}\n`)
  expect(() => box.open(sealed, 'row')).toThrow(/No key in/)
})

test('keys that others can read, or that are no keys, seal nothing', () => {
  writeFileSync(file, 'c2hvcnQ=\n')
  expect(() => secretBox(file).seal('x', 'row')).toThrow(/a key of 32 bytes/)
  writeFileSync(file, `${newSecretKey()}\n`)
  chmodSync(file, 0o644)
  expect(() => secretBox(file).seal('x', 'row')).toThrow(/can be read by others/)
})
