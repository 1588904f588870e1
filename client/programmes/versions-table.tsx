import { createColumnHelper, useTable } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { DataTable, features, linkedRow } from '#client/ui/data-table.tsx'
import { counted } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { formatMoney } from '#shared/money.ts'
import { programmeStateWords } from '#shared/programmes/states.ts'
import type { VersionView } from '#shared/programmes/views.ts'
import { peopleOf, toneOf } from './programme-words.ts'

const column = createColumnHelper<typeof features, VersionView>()
const columns = column.columns([
  column.display({
    id: 'programme',
    header: 'Programme',
    cell: ({ row: { original } }) => (
      <>
        <Link
          to={paths.programme(original.programmeId, original.version)}
          className="block truncate font-medium after:absolute after:inset-0 focus-visible:outline-none"
        >
          {original.title}
        </Link>
        <span className="block truncate text-xs leading-4 text-muted">
          {original.programmeId}, version {original.version}
        </span>
      </>
    ),
  }),
  column.display({
    id: 'outage',
    header: 'Outage',
    cell: ({ row: { original } }) => (
      <span className="block truncate text-muted">{original.outage?.name ?? 'none yet'}</span>
    ),
  }),
  column.display({
    id: 'people',
    header: 'Who',
    cell: ({ row: { original } }) => <span className="block truncate text-muted">{peopleOf(original)}</span>,
  }),
  column.display({
    id: 'cost',
    header: 'Paid so far',
    cell: ({ row: { original } }) =>
      original.cost.accounts === 0 ? (
        <span className="text-faint">nothing</span>
      ) : (
        <>
          <span className="block leading-5 font-semibold">{formatMoney(original.cost)}</span>
          <span className="block text-xs leading-4 text-muted">
            {counted(original.cost.accounts, 'account')}
          </span>
        </>
      ),
  }),
  column.display({
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) => (
      <Pill tone={toneOf[original.state]} dot>
        {programmeStateWords[original.state]}
      </Pill>
    ),
  }),
])
const looks: Record<string, string> = {
  outage: 'w-[17rem]',
  people: 'w-[20.5rem]',
  cost: 'w-[7.5rem] text-right',
  state: 'w-[13.25rem]',
}

export function VersionsTable({ versions }: { versions: VersionView[] }) {
  const table = useTable({
    features,
    columns,
    data: versions,
    getRowId: (row) => `${row.programmeId}/${row.version}`,
  })
  return <DataTable table={table} looks={looks} rowProps={() => ({ className: linkedRow })} />
}
