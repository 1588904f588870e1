import { createColumnHelper } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { Button } from '#client/ui/button.tsx'
import { cx } from '#client/ui/classes.ts'
import type { features } from '#client/ui/data-table.tsx'
import { accountNumber, counted, day } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { PromiseItem } from '#shared/ledger/views.ts'
import { formatMoney } from '#shared/money.ts'
import { placeOf, timeLeft } from './words.ts'

export type PromiseLine = { item: PromiseItem; onMend: (transferId: string) => void }

const column = createColumnHelper<typeof features, PromiseLine>()
const first = 'block truncate leading-5'
const second = 'block truncate text-xs leading-4 text-muted'
const leftLook = { plain: undefined, near: 'text-outage-ink', late: 'text-refused-ink' }

export const promiseColumns = column.columns([
  column.display({
    id: 'left',
    header: 'Promised by',
    cell: ({ row: { original } }) => {
      const { words, tone } = timeLeft(original.item.daysLeft)
      return (
        <>
          <span className={cx(first, 'font-semibold', leftLook[tone])}>{words}</span>
          <span className={second}>{day(original.item.promisedBy)}</span>
        </>
      )
    },
  }),
  column.display({
    id: 'account',
    header: 'Account',
    cell: ({ row: { original } }) => (
      <>
        <Link
          to={paths.account(original.item.accountId)}
          className={cx(first, 'w-fit rounded font-medium underline-offset-2 hover:underline')}
        >
          {accountNumber(original.item.accountId)}
        </Link>
        <span className={second}>
          {original.item.direction === 'debit' ? `Taken back: ${original.item.what}` : original.item.what}
        </span>
      </>
    ),
  }),
  column.display({
    id: 'amount',
    header: 'Amount',
    cell: ({ row: { original } }) => (
      <span className="font-semibold">{formatMoney(original.item.amount)}</span>
    ),
  }),
  column.display({
    id: 'bill',
    header: 'Bill of',
    cell: ({ row: { original } }) => day(original.item.billOn),
  }),
  column.display({
    id: 'state',
    header: 'State',
    cell: ({ row: { original } }) => {
      const { word, tone } = placeOf(original.item)
      return (
        <>
          <Pill tone={tone} className="h-5.5">
            {word}
          </Pill>
          {original.item.way && (
            <span className={second}>
              {original.item.way === 'refund' ? 'as a refund' : 'on the final bill'}
            </span>
          )}
        </>
      )
    },
  }),
  column.display({
    id: 'advice',
    header: 'What to do',
    cell: ({ row: { original } }) => (
      <>
        <span className="block text-[13px] leading-4.5">{original.item.advice}</span>
        {original.item.asked && (
          <span className="block text-xs leading-4 text-outage-ink">
            {original.item.asked.own ? 'You' : original.item.asked.by} named another number at billing:
            another manager decides.
          </span>
        )}
        {original.item.problem && (
          <span className={second} title={original.item.problem}>
            {original.item.problem}
            {original.item.tries > 1 && ` (${counted(original.item.tries, 'try', 'tries')})`}
          </span>
        )}
      </>
    ),
  }),
  column.display({
    id: 'act',
    header: () => <span className="sr-only">Mend it</span>,
    cell: ({ row: { original } }) => <Act {...original} />,
  }),
])

/** Only where there is something that a manager could do; others see the button and why it is not theirs. */
function Act({ item, onMend }: PromiseLine) {
  const { resend, settle } = item.may
  const stuck = item.billing === 'failed' || item.delivery === 'dead'
  if (!stuck) return null
  const name =
    item.accountClosed && item.way === null && item.direction === 'credit' ? 'Settle…' : 'Send again…'
  const either = resend.ok || resend.code === 'ACCOUNT_CLOSED' ? settle : resend
  const because = resend.ok || either.ok ? null : either.because
  return (
    <Button
      size="small"
      aria-label={`${name} ${item.what} of account ${item.accountId}`}
      disabledBecause={because}
      reasonPlace="spoken"
      title={because ?? undefined}
      onClick={() => onMend(item.transferId)}
    >
      {name}
    </Button>
  )
}
