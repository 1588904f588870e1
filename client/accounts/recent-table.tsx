import { createColumnHelper, useTable } from '@tanstack/react-table'
import type { KeyboardEvent } from 'react'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import { features } from '#client/ui/data-table.tsx'
import { accountTypeWords } from '#shared/accounts/account.ts'
import type { SearchHit } from '#shared/accounts/views.ts'
import { AccountNumber } from './account-number.tsx'

const column = createColumnHelper<typeof features, SearchHit>()
const columns = column.columns([
  column.accessor('holderName', {
    header: 'Customer',
    cell: ({ row: { original: hit } }) => (
      <>
        {/* The link covers its row, so that the whole row can be clicked and opened in another tab. */}
        <Link
          to={paths.account(hit.accountId)}
          className="block truncate font-medium -outline-offset-2 after:absolute after:inset-0"
        >
          {hit.holderName}
        </Link>
        <span className="block truncate text-xs leading-4 text-muted">{hit.fact}</span>
      </>
    ),
  }),
  column.accessor('accountId', {
    header: 'Account',
    cell: (cell) => <AccountNumber accountId={cell.getValue()} />,
  }),
  column.accessor('type', {
    header: 'Segment',
    cell: ({ row: { original: hit } }) =>
      hit.status === 'active' ? accountTypeWords[hit.type] : `${accountTypeWords[hit.type]}, ${hit.status}`,
  }),
  column.accessor('place', { header: 'Place' }),
  column.accessor('lines', { header: 'Lines' }),
])

const widths: Record<string, string> = { holderName: 'w-[34%]', lines: 'w-16 text-right', accountId: 'w-32' }
const quiet = (id: string) => (id === 'holderName' ? '' : 'text-[13px] text-muted')

/** Arrows go from row to row, as in the search list. */
function walk(event: KeyboardEvent<HTMLTableElement>): void {
  if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
  const links = [...event.currentTarget.querySelectorAll('a')]
  const at = links.findIndex((link) => link.matches(':focus'))
  links[Math.min(links.length - 1, Math.max(0, at + (event.key === 'ArrowDown' ? 1 : -1)))]?.focus()
  event.preventDefault()
}

export function RecentTable({ hits }: { hits: SearchHit[] }) {
  const table = useTable({ features, columns, data: hits, getRowId: (hit) => hit.accountId })
  return (
    <table className="w-full table-fixed text-left" onKeyDown={walk}>
      <thead>
        {table.getHeaderGroups().map((group) => (
          <tr key={group.id} className="h-8 text-xs text-faint">
            {group.headers.map((header) => (
              <th
                key={header.id}
                scope="col"
                className={cx('px-2 font-medium first:pl-4 last:pr-4', widths[header.column.id])}
              >
                <table.FlexRender header={header} />
              </th>
            ))}
          </tr>
        ))}
      </thead>
      <tbody>
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} className="relative h-11 border-t hover:bg-hover has-focus-visible:bg-accent-soft">
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={cx(
                  'truncate px-2 first:pl-4 last:pr-4',
                  widths[cell.column.id],
                  quiet(cell.column.id),
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
