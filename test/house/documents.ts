import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { readers } from '#server/rule.ts'
import { signInLimits } from '#shared/staff/sign-on.ts'
import { stepUpLimits } from '#shared/staff/step-up.ts'

/** What is written down, held against what the code does. The ids are those of OWASP ASVS 5.0.0: docs/asvs.csv. */
const security = readFileSync('docs/security.md', 'utf8').replaceAll("'", '’')
const operations = readFileSync('docs/operations.md', 'utf8')
const rulings = readFileSync('docs/rulings.md', 'utf8')
const text = (path: string) => readFileSync(path, 'utf8')
const section = (title: string): string => {
  const found = security.split(/^## /m).find((part) => part.startsWith(title))
  if (!found) throw new Error(`docs/security.md has no part "${title}".`)
  return found
}

describe('the documents say what the desk does', () => {
  test('v5.0.0-2.1.1 v5.0.0-2.1.2 how what comes in is checked', () => {
    const part = section('What comes in')
    expect(part).toContain('[A-Za-z0-9-]{3,32}')
    expect(text('server/db/migrations/0002-accounts.ts')).toContain('[A-Za-z0-9-]{3,32}')
    expect(part).toContain('a closing day with a closed account')
    expect(text('server/db/migrations/0002-accounts.ts')).toContain(
      "check ((status = 'closed') = (closed_on is not null))",
    )
  })
  test('v5.0.0-2.1.3 the limits of a person, a day, an account and all', () => {
    for (const amount of ['$15', '$30', '$100', '$500', 'twice', 'twenty times'])
      expect(rulings).toContain(amount)
    expect(text('server/db/migrations/0010-first-values.ts')).toMatch(
      /1500\D[\s\S]*3000\D[\s\S]*10000\D[\s\S]*50000\D/,
    )
  })
  test('v5.0.0-6.1.1 how guessing is kept down, and that nobody is locked out of a session by it', () => {
    const part = section('Signing in')
    const code = text('server/staff/count-try.ts')
    expect(part).toMatch(/Ten tries of one name in 15 minutes, the last five/)
    expect(code).toMatch(/name: \{ free: 5, step: 1, most: 10 \}/)
    expect(code).toContain('quietMinutes = 15')
    expect(part).toContain('A thousand failures of one address')
    expect(code).toMatch(/address: \{ free: \d+, step: \d+, most: 1000 \}/)
    expect(part).toContain('whoever is signed in goes on')
  })
  test('v5.0.0-6.1.3 every way in, and how strong it is', () => {
    const part = section('Signing in')
    for (const way of ['OpenID Connect', 'name and password', 'one-time code', 'recovery code'])
      expect(part).toContain(way)
    const how = /HowSignedIn = ([^\n]+)/.exec(text('shared/staff/sign-on.ts'))?.[1]
    expect(how).toBe("'password' | 'code' | 'recovery' | 'provider'")
  })
  test('v5.0.0-7.1.1 v5.0.0-7.1.2 v5.0.0-7.1.3 how long sessions last, how many there may be, and what the provider ends', () => {
    const part = section('Signing in')
    expect(part).toContain(
      `ends after ${signInLimits.idleMinutes} idle minutes (warned at ${signInLimits.warnedAtMinutes}) and after ${signInLimits.absoluteHours} hours`,
    )
    expect(part).toContain('NIST 800-63B')
    expect(part).toContain('Any number at once, listed to their owner')
    expect(part).toContain('its log-out ends the desk’s sessions too')
    expect([stepUpLimits.recentMinutes, stepUpLimits.freshMinutes, stepUpLimits.freshAbove]).toEqual([
      60,
      5,
      10_000n,
    ])
    expect(part).toContain('in the last hour, above $100 in the last 5 minutes')
  })
  test('v5.0.0-8.1.1 v5.0.0-8.1.2 who may do what, and which fields leave', () => {
    const part = section('Who may see and do what')
    expect(part).toContain('`server/rule.ts`')
    expect(part).toContain('what is not declared does not leave')
    expect(readers).not.toContain('admin')
  })
  test('v5.0.0-11.1.1 v5.0.0-11.1.2 every key and algorithm, where it is and how it is changed', () => {
    const part = section('Keys and algorithms')
    for (const name of ['Ed25519', 'AES-256-GCM', 'HMAC-SHA-256', 'argon2id', 'SHA-256'])
      expect(part).toContain(name)
    for (const variable of text('server/config.ts').match(/\b[A-Z_]+(?:SECRET|SECRETS|KEY)_FILE\b/g) ?? [])
      expect(part).toContain(variable)
    expect(part).toContain('npm run keys')
  })
  test('v5.0.0-13.1.1 everything that the desk talks to', () => {
    const part = section('What the desk talks to')
    for (const other of ['PostgreSQL', 'billing system', 'gateway', 'OpenID Connect'])
      expect(part).toContain(other)
    expect(part).toContain('no address comes from a user')
  })
  test('v5.0.0-14.1.1 every kind of data has its level and its rules', () => {
    const part = section('Data, and how')
    for (const level of ['secret', 'customer', 'money and journal', 'inside', 'open'])
      expect(part).toContain(`**${level}**`)
  })
  test('v5.0.0-15.1.1 v5.0.0-15.1.3 when a weak part is replaced, and what is costly', () => {
    expect(section('Parts of others')).toMatch(
      /critical weakness is taken in within 2 days, a high one within 7, others within 30/,
    )
    const part = section('What comes in')
    expect(part).toContain('64 calls at once')
    expect(text('server/config.ts')).toMatch(/CALLS_AT_ONCE[^\n]*default\(64\)/)
    expect(part).toContain('180 look-ups a minute')
    expect(text('server/config.ts')).toMatch(/LOOKS_PER_MINUTE[^\n]*default\(180\)/)
  })
  test('v5.0.0-16.1.1 every log, what it says, where it is and how long it is kept', () => {
    const part = section('Logs')
    for (const log of ['the journal', 'the server’s log', 'PostgreSQL’s log']) expect(part).toContain(log)
    expect(operations).toContain('npm run audit -- verify')
  })
})
