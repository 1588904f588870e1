import { readFileSync, statSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import { roles } from '#shared/staff/roles.ts'
import type { SealFiles } from './audit/watch-journal.ts'
import type { DatabaseTarget } from './db/client.ts'
import { liveSecrets, secretsIn } from './key-files.ts'
import type { Partner } from './signed-calls.ts'
import type { ProviderSettings } from './staff/open-provider.ts'

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  MAKERIGHT_DATA: z.string().default('data'),
  MAKERIGHT_DEMO_ACCOUNTS: z.coerce.number().int().min(20).max(1_000_000).default(20_000),
  PUBLIC_URL: z.url().optional(),
  CALLS_AT_ONCE: z.coerce.number().int().min(4).max(10_000).default(64),
  LOOKS_PER_MINUTE: z.coerce.number().int().min(30).max(1_000_000).default(180),
  TRUSTED_PROXIES: z.string().default(''),
  BILLING_URL: z.url().optional(),
  BILLING_SECRET_FILE: z.string().optional(),
  NOTICES_URL: z.url().optional(),
  NOTICES_SECRET_FILE: z.string().optional(),
  MAKERIGHT_SEAL_KEY_FILE: z.string().optional(),
  MAKERIGHT_ANCHOR_FILE: z.string().optional(),
  MAKERIGHT_SECRETS_FILE: z.string().optional(),
  COMMON_PASSWORDS_FILE: z.string().optional(),
  OIDC_ISSUER: z.url().optional(),
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  OIDC_CLIENT_SECRET_FILE: z.string().optional(),
  OIDC_GROUPS_FILE: z.string().optional(),
  OIDC_GROUPS_CLAIM: z.string().min(1).default('groups'),
  OIDC_SCOPE: z
    .string()
    .regex(/\bopenid\b/)
    .default('openid profile'),
  OIDC_STRENGTH: z
    .string()
    .regex(/^[\x21-\x7e]{1,200}( [\x21-\x7e]{1,200}){0,9}$/)
    .optional(),
  OIDC_NAME: z.string().min(1).max(60).default('single sign-on'),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
  NODE_ENV: z.string().default('development'),
})

export type Config = {
  port: number
  host: string
  database: DatabaseTarget
  dataFolder: string
  demoAccounts: number
  /** Where people reach the desk, when a proxy stands in front; decides the cookie's name and the allowed origin. */
  publicUrl: URL | null
  /** Addresses whose X-Forwarded-For is believed; from anybody else it changes nothing. */
  trustedProxies: string[]
  /** The billing system, and the gateway for texts and e-mail: docs/billing-port.md. Without them nothing leaves the desk. */
  billing: Partner | null
  notices: Partner | null
  production: boolean
  /** The key that signs the journal's seals, and the file outside the database that holds them: docs/journal.md. */
  seals: SealFiles | null
  /** The keys of what the database holds sealed (server/staff/secret-box.ts): without them no second factor. */
  secretsFile: string | null
  /** More passwords that nobody may take, a line each, beside the list that is shipped. */
  passwordsFile: string | null
  /** The carrier's own sign-in by OpenID Connect, beside passwords of the desk: docs/operations.md. */
  provider: ProviderSettings | null
  /** Calls that this process works on at the same time; what comes on top is told to wait. */
  callsAtOnce: number
  /** Customers that one session may look up in a minute, by search or by opening them: server/edge/looking-pace.ts. */
  looksPerMinute: number
  logLevel: string
}

/** The one reader of the environment. Says in words which variable is wrong. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const parsed = environment.safeParse({ ...env, DATABASE_URL: env.DATABASE_URL || undefined })
  if (!parsed.success) throw new Error(`The environment is not usable:\n${z.prettifyError(parsed.error)}`)
  const values = parsed.data
  const dataFolder = resolve(values.MAKERIGHT_DATA)
  return {
    port: values.PORT,
    host: values.HOST,
    database: values.DATABASE_URL
      ? { kind: 'postgres', url: values.DATABASE_URL, poolSize: values.DATABASE_POOL }
      : { kind: 'pglite', folder: dataFolder },
    dataFolder,
    demoAccounts: values.MAKERIGHT_DEMO_ACCOUNTS,
    publicUrl: values.PUBLIC_URL ? new URL(values.PUBLIC_URL) : null,
    trustedProxies: hopsOf(values.TRUSTED_PROXIES),
    billing: partnerOf('BILLING', values.BILLING_URL, values.BILLING_SECRET_FILE),
    notices: partnerOf('NOTICES', values.NOTICES_URL, values.NOTICES_SECRET_FILE),
    production: values.NODE_ENV === 'production',
    seals: sealFilesOf(values, dataFolder),
    secretsFile: values.MAKERIGHT_SECRETS_FILE ?? (values.DATABASE_URL ? null : `${dataFolder}-secrets`),
    passwordsFile: passwordsFileOf(values.COMMON_PASSWORDS_FILE),
    provider: providerOf(values),
    callsAtOnce: values.CALLS_AT_ONCE,
    looksPerMinute: values.LOOKS_PER_MINUTE,
    logLevel: values.LOG_LEVEL,
  }
}

export const noKeys =
  'A second factor is demanded and cannot be kept: set MAKERIGHT_SECRETS_FILE (docs/operations.md).'
export const notSealed =
  'The journal is not sealed: set MAKERIGHT_SEAL_KEY_FILE and MAKERIGHT_ANCHOR_FILE (docs/journal.md).'

/** The embedded database's key and anchors are beside its folder. With PostgreSQL they are the operator's to place. */
function sealFilesOf(values: z.infer<typeof environment>, dataFolder: string): SealFiles | null {
  const { MAKERIGHT_SEAL_KEY_FILE: key, MAKERIGHT_ANCHOR_FILE: anchors } = values
  if (!values.DATABASE_URL)
    return { key: key ?? `${dataFolder}-seal-key.pem`, anchors: anchors ?? `${dataFolder}-anchors.jsonl` }
  if (key && anchors) return { key, anchors }
  if (key || anchors)
    throw new Error('MAKERIGHT_SEAL_KEY_FILE and MAKERIGHT_ANCHOR_FILE go together: one is missing.')
  return null
}

/** Kept in memory, so it is bounded; said at the start and not when somebody changes a password. */
function passwordsFileOf(file: string | undefined): string | null {
  if (file === undefined) return null
  const size = statSync(file, { throwIfNoEntry: false })?.size
  if (size === undefined) throw new Error(`COMMON_PASSWORDS_FILE: there is no ${file}.`)
  if (size > largestPasswordsFile)
    throw new Error(
      'COMMON_PASSWORDS_FILE has more than 64 MB: leave out what is shorter than 12 characters.',
    )
  return file
}

/** Each hop by its address or its network, and no wider: a number of hops, or everybody, would believe any caller. */
function hopsOf(list: string): string[] {
  const hops = list
    .split(',')
    .map((each) => each.trim())
    .filter(Boolean)
  for (const hop of hops) {
    const [address = '', bits] = hop.split('/')
    const most = isIP(address) === 6 ? 128 : 32
    if (!isIP(address) || (bits !== undefined && !(/^\d+$/.test(bits) && +bits >= 8 && +bits <= most)))
      throw new Error(`TRUSTED_PROXIES names addresses or networks of at least 8 bits, not "${hop}".`)
  }
  return hops
}

const largestPasswordsFile = 64_000_000
const loopback = ['localhost', '127.0.0.1', '[::1]']

const groupRoles = z
  .array(
    z.strictObject({ group: z.string().min(1), role: z.enum(roles), level: z.string().min(1).nullable() }),
  )
  .min(1)

/** The provider's address is exact, and so are its groups: who has none of those that the file names does not get in. */
function providerOf(values: z.infer<typeof environment>): ProviderSettings | null {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = values
  const { OIDC_CLIENT_SECRET_FILE: secretFile, OIDC_GROUPS_FILE: groupsFile } = values
  if (!issuer && !clientId && !secretFile && !groupsFile) return null
  if (!issuer || !clientId || !secretFile || !groupsFile)
    throw new Error(
      'OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET_FILE and OIDC_GROUPS_FILE go together: one is missing.',
    )
  const { protocol, hostname } = new URL(issuer)
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback.includes(hostname)))
    throw new Error('OIDC_ISSUER must begin with https:// (plain http is for this machine only).')
  const groups = groupRoles.safeParse(JSON.parse(readFileSync(groupsFile, 'utf8')))
  if (!groups.success)
    throw new Error(`${groupsFile} is not a list of {group, role, level}:\n${z.prettifyError(groups.error)}`)
  return {
    issuer,
    clientId,
    clientSecret: secretsIn(secretFile)[0],
    name: values.OIDC_NAME,
    scope: values.OIDC_SCOPE,
    groupsClaim: values.OIDC_GROUPS_CLAIM,
    strengths: values.OIDC_STRENGTH?.split(' ') ?? [],
    groups: groups.data,
  }
}

/** A secret to a line: the first signs, all are believed, so that one can be replaced without a pause. */
function partnerOf(name: string, url: string | undefined, secretFile: string | undefined): Partner | null {
  if (!url && !secretFile) return null
  if (!url || !secretFile) throw new Error(`${name}_URL and ${name}_SECRET_FILE go together: one is missing.`)
  const address = new URL(url)
  if (address.protocol !== 'https:' && !(address.protocol === 'http:' && loopback.includes(address.hostname)))
    throw new Error(`${name}_URL must begin with https:// (plain http is for this machine only).`)
  if (address.username || address.password || address.search || address.hash)
    throw new Error(`${name}_URL is an address only: no password, no "?" and no "#".`)
  const secrets = liveSecrets(secretFile)
  return {
    url: address,
    secretFile,
    get secrets() {
      return secrets()
    },
  }
}
