import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { DataTable, features } from '#client/ui/data-table.tsx'
import type { PromiseItem } from '#shared/ledger/views.ts'
import { promiseColumns } from './promise-columns.tsx'

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
  return <DataTable table={table} looks={looks} className="min-w-[58rem]" />
}
