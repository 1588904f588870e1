import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { DataTable, features } from '#client/ui/data-table.tsx'
import type { JournalRow } from '#shared/audit/views.ts'
import { journalColumns } from './journal-columns.tsx'

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
  return <DataTable table={table} looks={looks} className="min-w-[58rem]" rowHeight="h-12" />
}
