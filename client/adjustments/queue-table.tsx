import { useTable } from '@tanstack/react-table'
import { type RefObject, useMemo } from 'react'
import type { RequestsShow } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import { features, outcomeColumns, waitingColumns } from './queue-columns.tsx'
import type { QueueRow } from './use-steady-rows.ts'

type Props = {
  rows: QueueRow[]
  show: RequestsShow
  now: number
  openId: string | undefined
  bodyRef: RefObject<HTMLTableSectionElement | null>
}

const looks: Record<string, string> = {
  waiting: 'w-[6.25rem]',
  asked: 'w-[5rem] text-right',
  distance: 'w-[5.25rem] text-right',
  why: 'w-[8.75rem]',
}

export function QueueTable({ rows, show, now, openId, bodyRef }: Props) {
  const data = useMemo(() => rows.map((row) => ({ ...row, now, show })), [rows, now, show])
  const table = useTable({
    features,
    columns: show === 'waiting' ? waitingColumns : outcomeColumns,
    data,
    getRowId: (row) => row.item.adjustmentId,
  })
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
      <tbody ref={bodyRef}>
        {table.getRowModel().rows.map((row) => {
          const { item, gone } = row.original
          const open = item.adjustmentId === openId
          const own = show === 'waiting' && !item.may.refuse.ok
          return (
            <tr
              key={row.id}
              aria-current={open ? 'true' : undefined}
              className={cx(
                'relative hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:-outline-offset-2 has-[:focus-visible]:outline-accent',
                open && 'bg-accent-soft shadow-[inset_3px_0_0_var(--color-accent)] hover:bg-accent-soft',
                (gone || own) && !open && 'text-muted',
              )}
            >
              {row.getAllCells().map((cell) => (
                <td
                  key={cell.id}
                  className={cx(
                    'h-13 border-b px-2 align-middle first:pl-4 last:pr-4',
                    looks[cell.column.id],
                  )}
                >
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
