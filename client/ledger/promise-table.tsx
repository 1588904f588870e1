import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { cx } from '#client/ui/classes.ts'
import type { PromiseItem } from '#shared/ledger/views.ts'
import { features, promiseColumns } from './promise-columns.tsx'

const looks: Record<string, string> = {
  left: 'w-[7rem]',
  account: 'w-[9.5rem]',
  amount: 'w-[5.5rem] text-right',
  bill: 'w-[5rem]',
  state: 'w-[9.5rem]',
  act: 'w-[8.25rem] text-right',
}

export function PromiseTable({
  items,
  onMend,
}: {
  items: PromiseItem[]
  onMend: (transferId: string) => void
}) {
  const data = useMemo(() => items.map((item) => ({ item, onMend })), [items, onMend])
  const table = useTable({
    features,
    columns: promiseColumns,
    data,
    getRowId: (row) => `${row.item.accountId} ${row.item.transferId}`,
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
                  'h-13 border-b px-2 py-1.5 align-middle first:pl-4 last:pr-4',
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
