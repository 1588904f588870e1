import { useTable } from '@tanstack/react-table'
import { type RefObject, useMemo } from 'react'
import type { RequestsShow } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import { DataTable, features, linkedRow } from '#client/ui/data-table.tsx'
import { outcomeColumns, untoldColumns, waitingColumns } from './queue-columns.tsx'
import type { QueueRow } from './use-steady-rows.ts'

type Props = {
  rows: QueueRow[]
  show: RequestsShow
  now: number
  openId: string | undefined
  bodyRef: RefObject<HTMLTableSectionElement | null>
}

const looks: Record<string, string> = {
  waiting: 'w-[6rem]',
  asked: 'w-[5rem] text-right',
  distance: 'w-[5.25rem] text-right',
  why: 'w-[9.5rem] @[38rem]:w-[10.75rem]',
}

export function QueueTable({ rows, show, now, openId, bodyRef }: Props) {
  const data = useMemo(() => {
    const isMixed = new Set(rows.map(({ item }) => item.outageName)).size > 1
    return rows.map((row) => ({ ...row, now, show, isMixed }))
  }, [rows, now, show])
  // Whoever talks to callers is told no distance: a column of dashes would say nothing.
  const isTold = rows.some(({ item }) => item.distance !== null)
  const table = useTable({
    features,
    columns: show !== 'waiting' ? outcomeColumns : isTold ? waitingColumns : untoldColumns,
    data,
    getRowId: (row) => row.item.adjustmentId,
  })
  return (
    <DataTable
      table={table}
      looks={looks}
      bodyRef={bodyRef}
      rowProps={({ item, gone }) => {
        const open = item.adjustmentId === openId
        const own = show === 'waiting' && !item.may.refuse.ok
        return {
          'aria-current': open ? 'true' : undefined,
          className: cx(
            linkedRow,
            open && 'bg-accent-soft shadow-[inset_3px_0_0_var(--color-accent)] hover:bg-accent-soft',
            (gone || own) && !open && 'text-muted',
          ),
        }
      }}
    />
  )
}
