import { createColumnHelper, useTable } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { DataTable, features, linkedRow } from '#client/ui/data-table.tsx'
import { dayIn } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { runStateWords } from '#shared/credits/run-states.ts'
import type { RunRow } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import { number, runWords, stateTones } from './run-words.ts'

const column = createColumnHelper<typeof features, RunRow>()
const here = Intl.DateTimeFormat().resolvedOptions().timeZone

const columns = [
  column.display({
    id: 'run',
    header: 'Run',
    cell: ({ row: { original } }) => (
      <>
        <Link
          to={paths.run(original.runId)}
          className="block truncate leading-5 font-medium text-accent-ink after:absolute after:inset-0"
        >
          {runWords(original)}
        </Link>
        <span className="block truncate text-xs leading-4 text-muted">
          {original.programme.title} v{original.programme.version} · {original.outage.name}
          {original.reason && ` · “${original.reason}”`}
        </span>
      </>
    ),
  }),
  column.display({
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) => (
      <Pill tone={stateTones[original.state]} dot>
        {runStateWords[original.state].split(',')[0]}
      </Pill>
    ),
  }),
  column.display({
    id: 'accounts',
    header: 'Accounts',
    cell: ({ row: { original } }) => (
      <>
        <span className="block leading-5">{number(original.credited)}</span>
        <span className="block text-xs leading-4 text-muted">of {number(original.due)}</span>
      </>
    ),
  }),
  column.display({
    id: 'amount',
    header: 'Amount',
    cell: ({ row: { original } }) => formatMoney(original.amount),
  }),
  column.display({
    id: 'begun',
    header: 'Begun',
    cell: ({ row: { original } }) => (
      <>
        <span className="block leading-5">{dayIn(original.startedAt, here)}</span>
        <span className="block truncate text-xs leading-4 text-muted">
          {original.startedBy ?? 'the desk'}
        </span>
      </>
    ),
  }),
]
const looks: Record<string, string> = {
  state: 'w-[8.5rem]',
  accounts: 'w-[7rem] text-right',
  amount: 'w-[8rem] text-right',
  begun: 'w-[8rem]',
}

export function RunsTable({ runs }: { runs: RunRow[] }) {
  const table = useTable({ features, columns, data: runs, getRowId: (run) => run.runId })
  return <DataTable table={table} looks={looks} rowProps={() => ({ className: linkedRow })} />
}
