import { createColumnHelper, useTable } from '@tanstack/react-table'
import { Link } from 'react-router'
import { secondsOf, windowWords } from '#client/outages/window-words.ts'
import { paths } from '#client/paths.ts'
import { DataTable, features, linkedRow } from '#client/ui/data-table.tsx'
import { counted, duration } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { OutageRow } from '#shared/credits/outage-views.ts'
import { formatMoney } from '#shared/money.ts'

const column = createColumnHelper<typeof features, OutageRow>()
const columns = [
  column.display({
    id: 'outage',
    header: 'Outage',
    cell: ({ row: { original } }) => (
      <>
        <Link
          to={paths.outage(original.outageId)}
          className="block truncate leading-5 font-medium text-accent-ink after:absolute after:inset-0 focus-visible:outline-none"
        >
          {original.name}
        </Link>
        <span className="block truncate text-xs leading-4 text-muted">{original.outageId}</span>
      </>
    ),
  }),
  column.display({
    id: 'window',
    header: 'Window in force',
    cell: ({ row: { original } }) => (
      <>
        <span className="block truncate leading-5">{windowWords(original.window, original.timeZone)}</span>
        <span className="block truncate text-xs leading-4 text-muted" title={original.window.source}>
          {duration(secondsOf(original.window))} · {original.window.source}
        </span>
      </>
    ),
  }),
  column.display({
    id: 'lines',
    header: 'Lines',
    cell: ({ row: { original } }) =>
      original.lines === null ? (
        <span className="text-faint">none yet</span>
      ) : (
        original.lines.toLocaleString('en-US')
      ),
  }),
  column.display({
    id: 'paid',
    header: 'Paid by runs',
    cell: ({ row: { original } }) => (
      <>
        <span className="block leading-5 font-semibold">
          {original.paid.length === 0 ? '–' : original.paid.map((each) => formatMoney(each)).join(', ')}
        </span>
        <span className="block text-xs leading-4 text-muted">
          {original.programmes === 0 ? 'no programme' : counted(original.programmes, 'programme')}
        </span>
      </>
    ),
  }),
  column.display({
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) =>
      original.waiting === null ? (
        <Pill tone="given" dot>
          adjudicated
        </Pill>
      ) : (
        <Pill tone="accent" dot title={`Proposed by ${original.waiting}`}>
          window proposed
        </Pill>
      ),
  }),
]
const looks: Record<string, string> = {
  window: 'w-[24rem]',
  lines: 'w-[7rem] text-right',
  paid: 'w-[9rem] text-right',
  state: 'w-[10.5rem]',
}

export function OutagesTable({ outages }: { outages: OutageRow[] }) {
  const table = useTable({ features, columns, data: outages, getRowId: (row) => row.outageId })
  return <DataTable table={table} looks={looks} rowProps={() => ({ className: linkedRow })} />
}
