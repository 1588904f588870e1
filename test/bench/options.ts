import { parseArgs } from 'node:util'

export const usage = 'npm run bench -- [--accounts N] [--seed S] [--keep] [--json FILE] [WORK…]'

export const works = ['phone', 'name', 'page', 'give', 'plans', 'script', 'simulate', 'run'] as const
export type WorkName = (typeof works)[number]

export type BenchOptions = {
  accounts: number
  seed: number
  /** The loaded database stays for the next run of the same size, seed and schema. */
  keep: boolean
  json: string
  only: readonly WorkName[]
}

export function readOptions(args: string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      accounts: { type: 'string', default: '1000000' },
      seed: { type: 'string', default: '20240222' },
      keep: { type: 'boolean', default: false },
      json: { type: 'string', default: 'dist/bench.json' },
      only: { type: 'string', multiple: true, default: [] },
    },
  })
  const accounts = Number(values.accounts)
  const seed = Number(values.seed)
  const named = [...values.only, ...positionals]
  const only = works.filter((work) => named.length === 0 || named.includes(work))
  const known = named.every((name) => works.some((work) => work === name))
  if (!Number.isInteger(accounts) || accounts < 20_000 || !Number.isInteger(seed) || seed < 0 || !known)
    throw new Error(`${usage}\nAt least 20,000 accounts; works are ${works.join(', ')}.`)
  return { accounts, seed, keep: values.keep, json: values.json, only }
}
