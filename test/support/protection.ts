/** What every answer has to carry, by the server's own list; null where it is as it has to be, else what is wrong. */
export function protectionProblem(headers: ReadonlyMap<string, string>, api: boolean): string | null {
  const policy = headers.get('content-security-policy') ?? ''
  const missing = wanted.find(([name, value]) => !value.test(headers.get(name) ?? ''))
  if (missing) return `${missing[0]} is "${headers.get(missing[0]) ?? ''}"`
  const directive = policyHas.find((each) => !policy.includes(each))
  if (directive) return `its policy lacks ${directive}`
  const loose = /unsafe|\*|data:|blob:|https?:/.exec(policy)
  if (loose) return `its policy has ${loose[0]}`
  if (api && headers.get('cache-control') !== 'no-store')
    return `cache-control is "${headers.get('cache-control') ?? ''}"`
  const telling = ['x-powered-by', 'server', 'access-control-allow-origin', 'etag'].find(
    (name) => headers.has(name) && !(name === 'etag' && !api),
  )
  return telling ? `it has ${telling}` : null
}

const wanted: readonly [string, RegExp][] = [
  ['x-content-type-options', /^nosniff$/],
  ['x-frame-options', /^DENY$/],
  ['referrer-policy', /^no-referrer$/],
  ['cross-origin-opener-policy', /^same-origin$/],
  ['cross-origin-resource-policy', /^same-origin$/],
  ['cross-origin-embedder-policy', /^require-corp$/],
  ['permissions-policy', /camera=\(\).*geolocation=\(\).*microphone=\(\)/],
  ['reporting-endpoints', /^csp="\/csp-reports"$/],
]
const policyHas = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
  'report-uri /csp-reports',
  'report-to csp',
]

/** Header lines of a raw answer, names in small letters. */
export const headersOf = (head: string): Map<string, string> =>
  new Map(
    head
      .split('\r\n')
      .slice(1)
      .map((line) => [
        line.slice(0, line.indexOf(':')).toLowerCase(),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  )
