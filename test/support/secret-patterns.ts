/** What a secret looks like. Each with an example that it has to find: a pattern that finds nothing proves nothing. */
export const secretPatterns: readonly { words: string; pattern: RegExp; example: () => string }[] = [
  {
    words: 'a private key',
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----/,
    example: () => `-----BEGIN ${'PRIVATE'} KEY-----`,
  },
  { words: 'a key of AWS', pattern: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/, example: () => `AKIA${'Q7'.repeat(8)}` },
  {
    words: 'a token of GitHub',
    pattern: /\bgh[pousr]_[A-Za-z0-9]{36,}\b|\bgithub_pat_\w{22,}/,
    example: () => `ghp_${'aB3'.repeat(12)}`,
  },
  { words: 'a token of npm', pattern: /\bnpm_[A-Za-z0-9]{36}\b/, example: () => `npm_${'aB3'.repeat(12)}` },
  {
    words: 'a token of Slack or Stripe',
    pattern: /\bxox[abprs]-[\w-]{10,}|\b[sr]k_live_\w{16,}/,
    example: () => `xoxb-${'1'.repeat(12)}`,
  },
  {
    words: 'a JSON web token',
    pattern: /\beyJ[\w-]{15,}\.eyJ[\w-]{15,}\.[\w-]{15,}/,
    example: () => `eyJ${'a'.repeat(16)}.eyJ${'b'.repeat(16)}.${'c'.repeat(16)}`,
  },
  {
    words: 'a password in an address',
    pattern:
      /\b(?:postgres(?:ql)?|https?|amqp|redis):\/\/[\w.-]+:(?!\$)[^@\s'"`/{}…]{3,}@(?!localhost\b|127\.0\.0\.1\b|[\w.-]*\bexample\b)[\w.-]+/,
    example: () => `postgres://desk:${'hunter2hunter2'}@db.internal/desk`,
  },
  {
    words: 'a secret that is given a value',
    pattern:
      /\b(?:api[_-]?key|client[_-]?secret|access[_-]?token|private[_-]?key|secret|passw(?:or)?d)["']?\s*[:=]\s*["'](?=[^"']*\d)(?=[^"']*[A-Za-z])[A-Za-z0-9+/_=-]{20,}["']/i,
    example: () => `client_secret = "${'4f9a'.repeat(8)}"`,
  },
  {
    words: 'an argon2 hash',
    pattern: /\$argon2(?:id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{16,}\$[A-Za-z0-9+/]{32,}/,
    example: () => `$argon2id$v=19$m=19456,t=2,p=1$${'a'.repeat(22)}$${'b'.repeat(43)}`,
  },
]
