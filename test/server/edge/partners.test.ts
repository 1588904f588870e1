import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConfig } from '#server/config.ts'
import { isSigned, signedHeaders } from '#server/signed-calls.ts'

const folder = await mkdtemp(join(tmpdir(), 'makeright-secrets-'))
afterAll(() => rm(folder, { recursive: true }))
const [first, second] = ['a'.repeat(40), 'b'.repeat(40)]
const fileOf = async (text: string) => {
  const file = join(folder, 'secret')
  await writeFile(file, text, { mode: 0o600 })
  return file
}
const config = async (url: string, secrets = `${first}\n`) =>
  readConfig({ BILLING_URL: url, BILLING_SECRET_FILE: await fileOf(secrets) }).billing

test('another system is called by https, and by http on this machine only', async () => {
  expect((await config('https://billing.example.com/v4'))?.url.hostname).toBe('billing.example.com')
  expect(await config('http://127.0.0.1:9/v4')).not.toBe(null)
  await expect(config('http://billing.example.com')).rejects.toThrow('https://')
  await expect(config('https://me:word@billing.example.com')).rejects.toThrow('no password')
  expect(readConfig({}).billing).toBe(null)
  expect(() => readConfig({ BILLING_URL: 'https://billing.example.com' })).toThrow('go together')
})

test('v5.0.0-13.2.1 a short secret is refused; of several the first signs and each is believed', async () => {
  await expect(config('https://billing.example.com', 'short')).rejects.toThrow('32 characters')
  const partner = await config('https://billing.example.com', `${second}\n${first}\n`)
  expect(partner?.secrets).toEqual([second, first])
  const body = Buffer.from('{}')
  const now = 1_710_000_000_000
  for (const secret of [first, second])
    expect(
      isSigned({ secrets: [second, first] }, signedHeaders({ secrets: [secret] }, '{}', now), body, now),
    ).toBe(true)
  const headers = signedHeaders({ secrets: ['c'.repeat(40)] }, '{}', now)
  expect(isSigned({ secrets: [second, first] }, headers, body, now)).toBe(false)
})
