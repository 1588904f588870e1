import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeSecretsFile, type SecretBox, secretBox } from '#server/staff/secret-box.ts'

let file: string | undefined

/** A file of keys for this process, as an operator makes one; gone when it ends. */
export function secretsFile(): string {
  if (file) return file
  const folder = mkdtempSync(join(tmpdir(), 'makeright-secrets-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  file = join(folder, 'secrets')
  makeSecretsFile(file)
  return file
}

export const testSecrets = (): SecretBox => secretBox(secretsFile())
