import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { DataTable, features } from '#client/ui/data-table.tsx'
import type { PersonRow } from '#shared/staff/views.ts'
import { columnsFor } from './people-columns.tsx'

const looks: Record<string, string> = {
  role: 'w-[15rem]',
  since: 'w-[10rem]',
  agreed: 'w-[11rem]',
  seen: 'w-[10rem]',
  act: 'w-[7rem] text-right',
}

type PeopleTableProps = { people: PersonRow[]; onOpen: (person: PersonRow) => void }

export function PeopleTable({ people, onOpen }: PeopleTableProps) {
  const data = useMemo(() => people.map((person) => ({ person, onOpen })), [people, onOpen])
  const columns = columnsFor(people.some(({ own }) => own !== null))
  const table = useTable({
    features,
    columns,
    data,
    getRowId: ({ person }) => person.staffId,
  })
  return <DataTable table={table} looks={looks} className="min-w-[48rem]" />
}
