import { useTable } from '@tanstack/react-table'
import { useMemo } from 'react'
import { DataTable, features } from '#client/ui/data-table.tsx'
import type { PersonRow } from '#shared/staff/views.ts'
import { peopleColumns } from './people-columns.tsx'

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
  const table = useTable({
    features,
    columns: peopleColumns,
    data,
    getRowId: ({ person }) => person.staffId,
  })
  return <DataTable table={table} looks={looks} className="min-w-[58rem]" />
}
