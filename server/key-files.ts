import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'

/** What a secret is called where it must not be said: a hash of it, which opens nothing. */
export const nameOfSecret = (secret: string | Buffer): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, 8)

/** 32 random bytes in base64. */
export const newSecret = (): string => randomBytes(32).toString('base64')

/** The secrets of a file, one to a line. One that others can read is no secret. */
export function secretsIn(file: string): [string, ...string[]] {
  if ((statSync(file).mode & 0o077) !== 0)
    throw new Error(`${file} can be read by others: "chmod 600" it, and think about a new secret.`)
  const [first, ...others] = readFileSync(file, 'utf8')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean)
  if (!first || [first, ...others].some((secret) => secret.length < 32))
    throw new Error(`${file} needs a secret of at least 32 characters to a line.`)
  return [first, ...others]
}

/** Another text whenever a file was changed: its clock alone stands still for some milliseconds, its place on the disk does not. */
export function stampOf(file: string): string {
  const { ino, mtimeNs, ctimeNs, size } = statSync(file, { bigint: true })
  return `${ino} ${mtimeNs} ${ctimeNs} ${size}`
}

/** Reads the file again when it was changed, so that a new secret counts at once; while it cannot be read, the last ones do. */
export function liveSecrets(file: string): () => [string, ...string[]] {
  let stamp = stampOf(file)
  let secrets = secretsIn(file)
  return () => {
    try {
      const now = stampOf(file)
      if (now !== stamp) {
        secrets = secretsIn(file)
        stamp = now
      }
    } catch {
      return secrets
    }
    return secrets
  }
}

/** In one step, so that nobody reads half of it. */
export function writeSecrets(file: string, secrets: readonly string[]): void {
  const waiting = `${file}.new`
  writeFileSync(waiting, `${secrets.join('\n')}\n`, { mode: 0o600, flag: 'wx' })
  renameSync(waiting, file)
}
