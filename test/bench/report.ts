import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg } from 'node:os'
import { dirname } from 'node:path'
import type { Figure } from './figures.ts'
import type { BenchOptions } from './options.ts'

const short = (value: number | null): string => {
  if (value === null || Number.isNaN(value)) return '–'
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString('en')
  return value.toFixed(value !== 0 && Math.abs(value) < 10 ? 2 : 1)
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.work,
    figure.unit,
    short(figure.ours),
    short(figure.floor),
    figure.ratio === null ? '–' : figure.ratio.toFixed(2),
    figure.reach,
    figure.reached ? 'reached' : 'SHORT',
    figure.aimed === null ? '' : `${figure.aim} ${figure.aimed ? 'yes' : 'not yet'}`,
  ])
  const all = [['work', 'unit', 'ours', 'floor', 'ratio', 'reach', '', 'aim'], ...rows]
  const widths = (all[0] ?? []).map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)))
  const isNumber = (column: number) => column >= 2 && column <= 4
  const line = (row: string[]) =>
    row
      .map((cell, column) =>
        isNumber(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd()
  return [line(all[0] ?? []), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join(
    '\n',
  )
}

/** Absolutes of a machine that does other things are low: the report says how busy it was. */
export const machine = (): { cores: number; load: number } => ({
  cores: cpus().length,
  load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
})

export function writeReport(
  options: BenchOptions,
  before: ReturnType<typeof machine>,
  figures: readonly Figure[],
): void {
  mkdirSync(dirname(options.json), { recursive: true })
  const report = {
    accounts: options.accounts,
    seed: options.seed,
    node: process.version,
    machine: { ...before, loadAtEnd: machine().load },
    figures,
  }
  writeFileSync(options.json, `${JSON.stringify(report, null, 2)}\n`)
}
