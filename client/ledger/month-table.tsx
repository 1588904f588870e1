import { cx } from '#client/ui/classes.ts'
import type { LedgerMonth, LedgerMonthRow } from '#shared/ledger/views.ts'
import { formatMoney } from '#shared/money.ts'
import { taxWords } from './words.ts'

const parts = ['granted', 'takenBack', 'net', 'waiting', 'accepted', 'applied', 'failed'] as const
const names: Record<(typeof parts)[number], string> = {
  granted: 'Granted',
  takenBack: 'Taken back',
  net: 'Net',
  waiting: 'Not at billing yet',
  accepted: 'Accepted',
  applied: 'On bills',
  failed: 'Failed',
}
const cell = 'h-11 border-b px-2 text-right first:pl-4 last:pr-4 whitespace-nowrap'

/** Net is what is not at billing yet, accepted, on bills and failed, added up: row by row and in all. */
export function MonthTable({ report }: { report: LedgerMonth }) {
  return (
    <div className="overflow-x-auto">
      <table className="w-full border-separate border-spacing-0 text-sm">
        <thead>
          <tr>
            <th scope="col" className="h-9 border-b px-2 pl-4 text-left text-xs font-medium text-muted">
              Code
            </th>
            {parts.map((part) => (
              <th
                key={part}
                scope="col"
                className="h-9 border-b px-2 text-right text-xs font-medium whitespace-nowrap text-muted last:pr-4"
              >
                {names[part]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {report.rows.map((row) => (
            <tr key={`${row.glCode} ${row.net.currency}`} className="hover:bg-hover">
              <th scope="row" className="h-13 border-b px-2 pl-4 text-left font-normal">
                <span className="block leading-5 font-medium">
                  {row.glCode} · {row.title}
                </span>
                <span className="block text-xs leading-4 text-muted">{taxWords[row.tax]}</span>
              </th>
              <Amounts row={row} />
            </tr>
          ))}
        </tbody>
        <tfoot>
          {report.totals.map((total) => (
            <tr key={total.net.currency} className="font-semibold [&>*]:border-b-0">
              <th scope="row" className="h-11 px-2 pl-4 text-left font-semibold">
                All, {total.net.currency}
              </th>
              <Amounts row={total} />
            </tr>
          ))}
        </tfoot>
      </table>
    </div>
  )
}

function Amounts({ row }: { row: Omit<LedgerMonthRow, 'glCode' | 'title' | 'tax'> }) {
  return parts.map((part) => (
    <td
      key={part}
      className={cx(
        cell,
        part === 'net' && 'font-semibold',
        part === 'failed' && row.failed.minor !== '0' && 'text-refused-ink',
        row[part].minor === '0' && 'text-faint',
      )}
    >
      {row[part].minor === '0' ? '–' : formatMoney(row[part])}
    </td>
  ))
}
