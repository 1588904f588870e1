import { parseArgs } from 'node:util'
import { drills } from './all.ts'
import { faults } from './faults/all.ts'

export const usage = `npm run drill -- [NAME…] [--full] [--seed N]     the drills named, else all
npm run drill -- --faults | --fault NAME        faults, each of which its drill has to catch
npm run drill -- --ci                           all drills at their reduced tier but those that need the machine alone, and the quick faults
npm run drill -- --list`

export type DrillOptions = {
  list: boolean
  ci: boolean
  seed: number
  tier: 'full' | 'reduced'
  drills: string[]
  faults: string[]
}

export function readOptions(args: string[]): DrillOptions {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      list: { type: 'boolean', default: false },
      full: { type: 'boolean', default: false },
      faults: { type: 'boolean', default: false },
      ci: { type: 'boolean', default: false },
      fault: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string', default: '1' },
    },
  })
  const names = positionals.map((name) => name.toUpperCase())
  const strange = [
    ...names.filter((name) => !drills.some((each) => each.name === name)),
    ...values.fault.filter((name) => !faults.some((each) => each.name === name)),
  ]
  const seed = Number(values.seed)
  if (strange.length > 0 || !Number.isInteger(seed) || seed < 0)
    throw new Error(`${strange.map((name) => `There is no ${name}.\n`).join('')}${usage}`)
  const chosen = values.faults
    ? faults.map(({ name }) => name)
    : values.ci
      ? faults.filter(({ quick }) => quick).map(({ name }) => name)
      : values.fault
  const onlyFaults = names.length === 0 && chosen.length > 0 && !values.ci
  return {
    list: values.list,
    ci: values.ci,
    seed,
    tier: values.full ? 'full' : 'reduced',
    drills:
      names.length > 0
        ? names
        : onlyFaults
          ? []
          : drills.filter(({ alone }) => !(values.ci && alone)).map(({ name }) => name),
    faults: chosen,
  }
}
