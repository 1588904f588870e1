import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { allFiles, client, linesWith, none, product, server, shared } from './tree.ts'

/** What is not there cannot be misused. The ids are those of OWASP ASVS 5.0.0: docs/asvs.csv. */
type Package = { dependencies: Record<string, string>; devDependencies: Record<string, string> }
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Package
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { integrity?: string; dev?: boolean; hasInstallScript?: boolean }>
}
const shipped = Object.entries(lock.packages)
  .filter(([path, each]) => path !== '' && !each.dev)
  .map(([path]) => path.replace(/^.*node_modules\//, ''))
const parts = (words: RegExp) => shipped.filter((name) => words.test(name))

describe('what the desk does not speak', () => {
  test('v5.0.0-1.2.6 v5.0.0-1.2.7 v5.0.0-1.2.8 v5.0.0-1.3.8 v5.0.0-1.3.9 no LDAP, XPath, LaTeX, JNDI or memcache', () => {
    expect(parts(/ldap|xpath|latex|jndi|memcache|memjs/i)).toEqual([])
    none(
      linesWith(product, /ldaps?:\/\/|document\.evaluate|memcached/i),
      'A new interpreter needs its own protection.',
    )
  })
  test('v5.0.0-1.5.1 v5.0.0-6.8.3 no XML and no SAML', () => {
    expect(parts(/xml|saml|sax\b/i)).toEqual([])
    none(linesWith(product, /DOMParser|application\/xml|text\/xml/), 'XML needs a parser without entities.')
  })
  test('v5.0.0-1.3.1 v5.0.0-1.3.4 v5.0.0-1.3.5 v5.0.0-1.3.7 no HTML, SVG, Markdown or template of anybody', () => {
    expect(
      parts(/markdown|marked|sanitize|dompurify|handlebars|mustache|\bejs\b|nunjucks|pug|quill|tiptap/i),
    ).toEqual([])
  })
  test('v5.0.0-1.3.11 no mail system: notices go to the gateway as JSON', () => {
    expect(parts(/mailer|smtp|imap|sendmail/i)).toEqual([])
  })
  test('v5.0.0-5.4.3 no files of strangers: nothing takes an upload', () => {
    expect(parts(/multer|busboy|formidable|multiparty/i)).toEqual([])
    none(linesWith(client, /type=["']file["']/), 'A file that comes in needs chapter V5 of the ASVS.')
  })
  test('v5.0.0-12.1.3 no certificate of a client says who somebody is', () => {
    none(
      linesWith(server, /getPeerCertificate|requestCert/),
      'A certificate is believed only after it was checked.',
    )
  })
  test('v5.0.0-3.7.1 v5.0.0-3.5.5 no plug-ins, and no messages from other windows', () => {
    none(
      linesWith(client, /<(object|embed|applet)\b|(?<!tabs\.)addEventListener\(['"]message/),
      'Say who may send it, first.',
    )
  })
})

describe('what the product does not do', () => {
  test('v5.0.0-1.3.2 nothing that comes in is run as code', () => {
    none(linesWith(product, /\beval\(|new Function\(|from 'node:vm'|setTimeout\(['"`]/), 'Write it as code.')
  })
  test('v5.0.0-3.2.2 what is text is put in as text', () => {
    none(
      linesWith(client, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|srcdoc|dangerouslySet/i),
      'React puts text in as text; Trusted Types stop the rest.',
    )
  })
  test('v5.0.0-1.2.5 no command of the machine but the build of the client, with words of its own', () => {
    const found = linesWith(product, /node:child_process/)
    expect(found.map((line) => line.split(':')[0])).toEqual(['server/build-client.ts'])
  })
  test('v5.0.0-1.2.9 no regular expression is made from what somebody typed', () => {
    // The leads of formulas are a list of ours.
    const own = ({ path }: { path: string }) => path === 'shared/audit/csv-cell.ts'
    none(linesWith(product, /new RegExp\((?!['"/])/, own), 'Compare texts, or escape them.')
  })
  test('v5.0.0-1.3.10 no format string is somebody’s', () => {
    none(linesWith(product, /util\.format|sprintf|printf\(/), 'Use a template of ours.')
  })
  test('v5.0.0-1.5.2 what is read is JSON or CSV, and becomes nothing but values', () => {
    expect(parts(/serialize-javascript|node-serialize|js-yaml|^yaml$|bson|msgpack|protobuf/i)).toEqual([])
    const readsBytes = /v8\.deserialize|^(?!import \{ setFlagsFromString \}).*from 'node:v8'/
    none(linesWith(server, readsBytes), 'Read JSON, and check it with a schema.')
  })
  test('v5.0.0-15.3.5 what is compared is compared strictly', () => {
    none(
      linesWith(
        product,
        /[^=!<>]==[^=]|!=[^=]/,
        (_source, line) => /(==|!=) null\b/.test(line) || /sql|select |where |like|`|'/.test(line),
      ),
      'Use ===.',
    )
  })
  test('v5.0.0-16.2.3 nothing is said on the side: one log, and the journal', () => {
    none(linesWith(product, /\bconsole\.\w+\(/), 'Use the log that serve.ts makes.')
  })
  test('v5.0.0-11.5.1 chance that must not be guessed is the operating system’s', () => {
    none(
      linesWith([...server, ...shared], /Math\.random/, ({ path }) => path.startsWith('server/demo/')),
      'Use randomBytes or randomInt of node:crypto.',
    )
  })
  test('v5.0.0-11.2.1 v5.0.0-11.3.1 v5.0.0-11.3.2 v5.0.0-11.4.1 v5.0.0-11.4.3 v5.0.0-11.6.1 AES-GCM, SHA-256 and Ed25519, by Node’s own OpenSSL', () => {
    const used = new Set(
      server.flatMap(({ text }) =>
        [
          ...text.matchAll(
            /(createHash|createHmac|createCipheriv|createDecipheriv|generateKeyPairSync)\(\s*'([^']+)'/g,
          ),
        ].map(([, what, name]) => `${what} ${name}`),
      ),
    )
    expect([...used].sort()).toEqual([
      'createCipheriv aes-256-gcm',
      'createDecipheriv aes-256-gcm',
      'createHash sha256',
      'createHmac sha256',
      'generateKeyPairSync ed25519',
    ])
    expect(parts(/crypto-js|node-forge|tweetnacl|^md5$|^sha1$|bcryptjs/i)).toEqual([])
  })
  test('v5.0.0-6.2.6 v5.0.0-6.2.7 a password is typed hidden, may be pasted and filled in by a password manager', () => {
    const fields = client.filter(({ text }) => /autoComplete[^\n]*(?:current|new)-password/.test(text))
    expect(fields.length).toBeGreaterThanOrEqual(2)
    none(
      fields.filter(({ text }) => !/type=(\{[^}]*)?["']password["']/.test(text)).map(({ path }) => path),
      'Hide what is typed.',
    )
    none(linesWith(client, /onPaste|preventDefault\(\).*paste/), 'Let people paste.')
  })
  test('v5.0.0-6.4.2 nobody is asked a question that others can answer, nor given a hint', () => {
    none(
      linesWith(product, /mother.s maiden|secret question|security question|password hint|first pet/i),
      'Use a second factor.',
    )
  })
})

describe('what is shipped', () => {
  test('v5.0.0-15.1.2 every part has its hash and its exact version, and none needs a script when it is installed', () => {
    const named = Object.entries(lock.packages).filter(([path]) => path !== '')
    expect(named.length).toBeGreaterThan(100)
    none(
      named.filter(([, each]) => !each.integrity?.startsWith('sha512-')).map(([path]) => path),
      'Install it anew.',
    )
    const loose = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies }).filter(
      ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
    )
    expect(loose).toEqual([])
    none(
      named
        .filter(([, each]) => each.hasInstallScript && !each.dev)
        .map(([path]) => path)
        .filter((path) => !/(fsevents|esbuild)$/.test(path)),
      'Choose a part that needs no script.',
    )
  })
  test('v5.0.0-13.2.3 v5.0.0-13.3.1 no key, password or token stands in the sources', () => {
    const looksSecret =
      /-----BEGIN [A-Z ]*PRIVATE KEY|AKIA[0-9A-Z]{16}|ghp_[A-Za-z0-9]{30}|xox[bp]-|(?:secret|password|token)\s*[:=]\s*['"][A-Za-z0-9+/]{32,}['"]/i
    const found = allFiles.filter(
      (path) =>
        /\.(ts|tsx|mjs|json|md|yml|yaml|sh|pem|env)$/.test(path) &&
        !/package-lock|secret-patterns/.test(path) &&
        looksSecret.test(readFileSync(path, 'utf8')),
    )
    none(found, 'Keys stand in files outside the tree.')
  })
  test('v5.0.0-13.4.2 v5.0.0-15.2.3 the client is shipped without source maps, and without what is only for development', () => {
    expect(readFileSync('vite.config.ts', 'utf8')).toContain('sourcemap: false')
    expect(
      Object.keys(manifest.dependencies).filter((name) => /vitest|playwright|devtools|biome/.test(name)),
    ).toEqual([])
    none(linesWith(client, /ReactQueryDevtools|import\.meta\.env\.DEV/), 'Leave it to development.')
  })
})
