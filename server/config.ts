import { resolve } from 'node:path'
import { z } from 'zod'
import type { DatabaseTarget } from './db/client.ts'

const environment = z.object({
  PORT: z.coerce.number().int().min(0).max(65535).default(3000),
  HOST: z.string().default('127.0.0.1'),
  DATABASE_URL: z.string().startsWith('postgres').optional(),
  DATABASE_POOL: z.coerce.number().int().min(1).max(200).default(10),
  MAKERIGHT_DATA: z.string().default('data'),
  MAKERIGHT_DEMO_ACCOUNTS: z.coerce.number().int().min(20).max(1_000_000).default(20_000),
  PUBLIC_URL: z.url().optional(),
  TRUSTED_PROXIES: z.string().default(''),
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
    trustedProxies: values.TRUSTED_PROXIES.split(',')
      .map((each) => each.trim())
      .filter(Boolean),
    logLevel: values.LOG_LEVEL,
  }
}
