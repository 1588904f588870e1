import { type ReactTable, type RowData, tableFeatures } from '@tanstack/react-table'
import type { ComponentProps } from 'react'
import { cx } from './classes.ts'

/** Rows come as the server ordered them: nothing is sorted, paged or selected in the browser. */
export const features = tableFeatures({})

/** A row that is one link over its whole width shows the link's focus as its own. */
export const linkedRow =
  'relative hover:bg-hover has-[:focus-visible]:outline-2 has-[:focus-visible]:-outline-offset-2 has-[:focus-visible]:outline-accent'

type Props<Line extends RowData> = {
  table: ReactTable<typeof features, Line>
  /** Width and alignment by column, for its header and its cells alike. */
  looks: Record<string, string>
  className?: string
  rowHeight?: string
  rowProps?: (line: Line) => ComponentProps<'tr'>
  bodyRef?: ComponentProps<'tbody'>['ref']
}

/** The look of every list that fills a card. What stands in it is the columns'. */
export function DataTable<Line extends RowData>({
  table,
  looks,
  className,
  rowHeight = 'h-13',
  rowProps = () => ({ className: 'hover:bg-hover' }),
  bodyRef,
}: Props<Line>) {
  return (
    <table className={cx('w-full table-fixed border-separate border-spacing-0 text-sm', className)}>
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
      {/* The last row ends where its card does. */}
      <tbody ref={bodyRef} className="[&_tr:last-child_td]:border-b-0">
        {table.getRowModel().rows.map((row) => (
          <tr key={row.id} {...rowProps(row.original)}>
            {row.getAllCells().map((cell) => (
              <td
                key={cell.id}
                className={cx(
                  rowHeight,
                  'border-b px-2 py-1 align-middle first:pl-4 last:pr-4',
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
