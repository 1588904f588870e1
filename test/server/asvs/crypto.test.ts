import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSecureServer, get as getSecure } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DEFAULT_MIN_VERSION } from 'node:tls'
import { hash } from '@node-rs/argon2'
import { describe, expect, test } from 'vitest'
import { makeSealKey } from '#server/audit/seal-key.ts'
import { readConfig } from '#server/config.ts'
import { callPartner } from '#server/signed-calls.ts'
import { aboutSecret, oneTimeCodes, recoveryHash } from '#server/staff/check-code.ts'
import { hashPassword, isWeakerThanNow, passwordMatches } from '#server/staff/passwords.ts'
import { newSecretKey } from '#server/staff/secret-box.ts'
import { changePasswordInput } from '#shared/staff/schemas.ts'
import { codeForms, recoveryLetters } from '#shared/staff/sign-on.ts'
import { testSecrets } from '#test/support/secrets.ts'
import { selfSigned } from '#test/support/self-signed.ts'

/** OWASP ASVS 5.0.0, chapters 6, 11, 12 and 13, asked of what the desk really calls: docs/asvs.csv. */
describe('passwords', () => {
  test('v5.0.0-11.4.2 v5.0.0-11.4.4 v5.0.0-6.2.8 are kept as argon2id with OWASP’s cost, and taken exactly as typed', async () => {
    const stored = await hashPassword(' Correct Horse 42 ')
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
    expect(await hashPassword(' Correct Horse 42 ')).not.toBe(stored)
    expect(await passwordMatches(stored, ' Correct Horse 42 ')).toBe(true)
    for (const other of [
      'Correct Horse 42',
      ' correct horse 42 ',
      ' Correct Horse 42',
      ' Correct Horse 42  ',
    ])
      expect(await passwordMatches(stored, other)).toBe(false)
  })
  test('v5.0.0-6.2.5 v5.0.0-6.2.9 may be of any characters, and long', async () => {
    for (const password of [
      '            ',
      'aaaaaaaaaaaa',
      'пароль-из-букв',
      '🐎🔋📎🐎🔋📎',
      'x'.repeat(128),
      'y'.repeat(200),
    ])
      expect(await passwordMatches(await hashPassword(password), password)).toBe(true)
    const long = 'z'.repeat(100)
    expect(await passwordMatches(await hashPassword(long), `${long}z`)).toBe(false)
    expect(await passwordMatches(await hashPassword(`${long}a`), `${long}b`)).toBe(false)
  })
  test('v5.0.0-6.2.1 have at least twelve characters', () => {
    const taken = (password: string) => changePasswordInput.safeParse({ password }).success
    expect([taken('elevenchars'), taken('twelve chars'), taken('x'.repeat(200))]).toEqual([false, true, true])
  })
  test('v5.0.0-6.2.10 are made anew when the cost was raised, and never because of their age', async () => {
    expect(isWeakerThanNow(await hash('old', { memoryCost: 4096, timeCost: 2, parallelism: 1 }))).toBe(true)
    expect(isWeakerThanNow(await hashPassword('now'))).toBe(false)
  })
})

describe('codes', () => {
  test('v5.0.0-6.5.3 v5.0.0-6.5.4 a recovery code has 119 bits, from the operating system’s chance', () => {
    expect(24 * Math.log2(recoveryLetters.length)).toBeGreaterThan(112)
    expect(codeForms.recovery.test('abcdef-ghjkmn-pqrstu-vwxyz2')).toBe(true)
    expect(codeForms.recovery.test('abcdef')).toBe(false)
  })
  test('v5.0.0-6.5.2 v5.0.0-6.5.5 recovery codes are kept as SHA-256 of so much chance; a one-time code lives thirty seconds', () => {
    expect(recoveryHash(1n, 'abcdef-ghjkmn-pqrstu-vwxyz2')).toHaveLength(32)
    expect(recoveryHash(1n, 'abcdef-ghjkmn-pqrstu-vwxyz2')).not.toEqual(
      recoveryHash(2n, 'abcdef-ghjkmn-pqrstu-vwxyz2'),
    )
    const codes = oneTimeCodes('JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP')
    expect([codes.period, codes.digits]).toEqual([30, 6])
  })
})

describe('keys', () => {
  test('v5.0.0-11.3.3 what is sealed and was changed, or moved to another row, does not open', () => {
    const box = testSecrets()
    const sealed = box.seal('JBSWY3DP', aboutSecret(1n))
    expect(box.open(sealed, aboutSecret(1n))).toBe('JBSWY3DP')
    expect(() => box.open(sealed, aboutSecret(2n))).toThrow()
    const parts = sealed.split('.')
    for (const part of [2, 3, 4]) {
      const changed = parts.map((text, index) =>
        index === part ? `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}` : text,
      )
      expect(() => box.open(changed.join('.'), aboutSecret(1n))).toThrow()
    }
  })
  test('v5.0.0-11.6.1 v5.0.0-11.2.3 are made by the system, of 256 bits, into files that only their owner reads', () => {
    expect(Buffer.from(newSecretKey(), 'base64')).toHaveLength(32)
    expect(newSecretKey()).not.toBe(newSecretKey())
    const folder = mkdtempSync(join(tmpdir(), 'makeright-key-'))
    const file = join(folder, 'key.pem')
    const key = makeSealKey(file)
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(Buffer.from(key.publicKey, 'base64').subarray(0, 12).toString('hex')).toBe(
      '302a300506032b6570032100',
    )
    rmSync(folder, { recursive: true })
  })
})

describe('other systems', () => {
  const partner = (url: string) => ({ url: new URL(url), secrets: ['s'.repeat(40)] as [string] })
  test('v5.0.0-15.3.2 v5.0.0-1.3.6 v5.0.0-13.2.4 v5.0.0-13.2.5 are called at their own address only, and a redirect is not followed', async () => {
    const asked: string[] = []
    const server = createServer((request, response) => {
      asked.push(request.url ?? '')
      response.writeHead(302, { location: '/elsewhere' }).end()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const call = (path: string) =>
      callPartner(partner(`http://127.0.0.1:${port}/v4`), { path, method: 'GET', timeoutMs: 2_000 })
    expect(await call('/items')).toMatchObject({ answered: true, status: 302 })
    await call('/@evil.example/x')
    expect(asked).toEqual(['/v4/items', '/v4/@evil.example/x'])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
  test('v5.0.0-12.3.1 v5.0.0-12.3.3 are called by HTTPS, but on this machine', async () => {
    const env = (url: string) => ({ BILLING_URL: url, BILLING_SECRET_FILE: '/nonexistent' })
    expect(() => readConfig(env('http://billing.example.com'))).toThrow(/https/)
    expect(() => readConfig(env('ftp://billing.example.com'))).toThrow(/https/)
  })
  test('v5.0.0-12.3.2 v5.0.0-12.3.4 v5.0.0-12.1.1 v5.0.0-12.1.2 a certificate that nobody vouches for, and an old TLS, are not taken', async () => {
    expect(['TLSv1.2', 'TLSv1.3']).toContain(DEFAULT_MIN_VERSION)
    expect(process.env.NODE_TLS_REJECT_UNAUTHORIZED).toBeUndefined()
    const { key, cert } = selfSigned('127.0.0.1')
    const asked: string[] = []
    const server = createSecureServer(
      { key: key.export({ type: 'pkcs8', format: 'pem' }), cert },
      (request, response) => {
        asked.push(request.url ?? '')
        response.end('{}')
      },
    )
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const call = { path: '/items', method: 'GET', timeoutMs: 2_000 } as const
    expect(await callPartner(partner(`https://127.0.0.1:${port}`), call)).toMatchObject({ answered: false })
    expect(asked).toEqual([])
    // Whoever looks away would have been answered: the server is as it should be, but for who vouches for it.
    await new Promise<void>((resolve, reject) =>
      getSecure({ host: '127.0.0.1', port, path: '/seen', rejectUnauthorized: false }, (answer) => {
        answer.resume().on('end', resolve)
      }).on('error', reject),
    )
    expect(asked).toEqual(['/seen'])
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  })
})
