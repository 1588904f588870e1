import { createColumnHelper } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import type { features } from '#client/ui/data-table.tsx'
import { accountNumber, clockSeconds, dayIn } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { JournalRow } from '#shared/audit/views.ts'
import { actWordsOf, outcomeWords } from './event-words.ts'

export type JournalLine = { row: JournalRow; zone: string; onOpen: (row: JournalRow) => void }

const column = createColumnHelper<typeof features, JournalLine>()
const first = 'block truncate leading-5'
const second = 'block truncate text-xs leading-4 text-muted'

export const journalColumns = column.columns([
  column.display({
    id: 'at',
    header: 'When',
    cell: ({ row: { original } }) => (
      <>
        <span className={first}>{clockSeconds(original.row.at, original.zone)}</span>
        <span className={second}>{dayIn(original.row.at, original.zone)}</span>
      </>
    ),
  }),
  column.display({
    id: 'person',
    header: 'Who',
    cell: ({ row: { original } }) => (
      <span className={first}>
        {original.row.person?.name ?? <span className="text-muted">The desk itself</span>}
      </span>
    ),
  }),
  column.display({
    id: 'act',
    header: 'What',
    cell: ({ row: { original } }) => {
      const { act, more } = actWordsOf(original.row)
      return (
        <>
          <button
            type="button"
            onClick={() => original.onOpen(original.row)}
            className="block max-w-full truncate rounded text-left leading-5 font-medium underline-offset-2 hover:underline"
          >
            {act}
          </button>
          {more && <span className={second}>{more}</span>}
        </>
      )
    },
  }),
  column.display({
    id: 'account',
    header: 'Account',
    cell: ({ row: { original } }) => <Account row={original.row} />,
  }),
  column.display({
    id: 'outcome',
    header: 'Outcome',
    cell: ({ row: { original } }) => {
      const { word, tone } = outcomeWords(original.row.outcome)
      return (
        <Pill tone={tone} className="h-5.5">
          {word}
        </Pill>
      )
    },
  }),
  column.display({
    id: 'reason',
    header: 'Why',
    cell: ({ row: { original } }) => (
      <span className="block truncate text-[13px] text-muted" title={original.row.reason ?? undefined}>
        {original.row.reason}
      </span>
    ),
  }),
  column.display({
    id: 'seq',
    header: 'Sealed as',
    cell: ({ row: { original } }) =>
      original.row.seq === null ? <span className="text-muted">not yet</span> : `No. ${original.row.seq}`,
  }),
])

/** The account it is about; of a list, what was done says how many it showed. */
function Account({ row }: { row: JournalRow }) {
  if (row.accountId === null) return null
  return (
    <Link
      to={paths.account(row.accountId)}
      className={`${first} w-fit rounded font-medium underline-offset-2 hover:underline`}
    >
      {accountNumber(row.accountId)}
    </Link>
  )
}
