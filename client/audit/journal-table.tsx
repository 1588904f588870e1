import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { cx } from '#client/ui/classes.ts'
import type { JournalRow } from '#shared/audit/views.ts'
import { features, journalColumns } from './journal-columns.tsx'

const looks: Record<string, string> = {
  at: 'w-[6rem]',
  person: 'w-[9rem]',
  act: 'w-[15rem]',
  account: 'w-[8rem]',
  outcome: 'w-[7rem]',
  seq: 'w-[7rem] text-right',
}

type JournalTableProps = { rows: JournalRow[]; zone: string; onOpen: (row: JournalRow) => void }

export function JournalTable({ rows, zone, onOpen }: JournalTableProps) {
  const data = useMemo(() => rows.map((row) => ({ row, zone, onOpen })), [rows, zone, onOpen])
  const table = useTable({
    features,
    columns: journalColumns,
    data,
    getRowId: ({ row }) => `${row.kind} ${row.accountId ?? ''} ${row.eventId}`,
  })
  return (
    <table className="w-full min-w-[58rem] table-fixed border-separate border-spacing-0 text-sm">
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
          <tr key={row.id} className="hover:bg-hover">
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={cx(
                  'h-12 border-b px-2 py-1 align-middle first:pl-4 last:pr-4',
                  looks[cell.column.id],
                )}
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
