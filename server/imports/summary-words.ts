import type { ImportSummary } from './run-import.ts'

const number = (value: number): string => value.toLocaleString('en')

/** The summary of one import, for a terminal. */
export function summaryWords(summary: ImportSummary): string {
  const { read, new: added, changed, unchanged, rejected } = summary
  const lines = [
    `${summary.dryRun ? 'Dry run, nothing written: ' : ''}${summary.kind} from ${summary.file}`,
    `  read ${number(read)} · new ${number(added)} · changed ${number(changed)} · unchanged ${number(unchanged)} · rejected ${number(rejected)}`,
    `  ${summary.seconds} s, ${number(summary.rowsPerSecond)} rows/s`,
    ...summary.firstRejects.map(
      ({ line, column, reason }) => `  line ${line}${column ? `, ${column}` : ''}: ${reason}`,
    ),
  ]
  if (rejected > summary.firstRejects.length)
    lines.push(`  … and ${number(rejected - summary.firstRejects.length)} more`)
  if (summary.rejectFile)
    lines.push(`  Rejected rows: ${summary.rejectFile} (customers' data: delete it when they are mended)`)
  return lines.join('\n')
}
