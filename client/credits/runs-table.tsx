import { createColumnHelper, tableFeatures, useTable } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import { dayIn } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { runStateWords } from '#shared/credits/run-states.ts'
import type { RunRow } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import { number, runWords, stateTones } from './run-words.ts'

const features = tableFeatures({})
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
  return (
    <table className="w-full table-fixed border-separate border-spacing-0 text-sm">
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id}>
            {group.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                className={cx(
                  'h-9 border-b px-2 text-left text-xs font-medium text-muted first:pl-4 last:pr-4',
                  looks[header.column.id],
                )}
              >
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr
            key={row.id}
            className="relative hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:-outline-offset-2 has-[:focus-visible]:outline-accent"
          >
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={cx('h-13 border-b px-2 align-middle first:pl-4 last:pr-4', looks[cell.column.id])}
              >
                <table.FlexRender cell={cell} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
