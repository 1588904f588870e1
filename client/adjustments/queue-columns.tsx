import { createColumnHelper } from '@tanstack/react-table'
import { Link } from 'react-router'
import { paths, type RequestsShow } from '#client/paths.ts'
import { cx } from '#client/ui/classes.ts'
import type { features } from '#client/ui/data-table.tsx'
import { accountNumber, age, clock, counted, dayIn, duration } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { QueueItem } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'
import { signed, stateOf } from './words.ts'

export type QueueLine = {
  item: QueueItem
  gone: boolean
  now: number
  show: RequestsShow
  /** Several outages are in the list, so that each row has to say its own. */
  isMixed: boolean
}

const column = createColumnHelper<typeof features, QueueLine>()
const here = Intl.DateTimeFormat().resolvedOptions().timeZone

const second = 'block truncate text-xs leading-4 text-muted'
const first = 'block truncate leading-5'

const customer = column.display({
  id: 'customer',
  header: 'Customer',
  cell: ({ row: { original } }) => <Customer {...original} />,
})
const asked = column.display({
  id: 'asked',
  header: 'Asked',
  cell: ({ row: { original } }) => (
    <span className="font-semibold">{formatMoney(original.item.requested)}</span>
  ),
})

/** Oldest first: how long, who, how much, how far from the offer, why it is here. */
export const waitingColumns = column.columns([
  column.display({
    id: 'waiting',
    header: 'Waiting',
    cell: ({ row: { original } }) => <Waiting {...original} />,
  }),
  customer,
  asked,
  column.display({
    id: 'distance',
    header: 'Distance',
    cell: ({ row: { original } }) => (
      <>
        <span className={first}>{original.item.distance ? signed(original.item.distance) : '–'}</span>
        <span className={second}>{original.item.distance && 'to the offer'}</span>
      </>
    ),
  }),
  column.display({
    id: 'why',
    header: 'Why it is here',
    cell: ({ row: { original } }) => <Why {...original} />,
  }),
])

export const untoldColumns = waitingColumns.filter(({ id }) => id !== 'distance')

/** One's own and the decided: what became of them takes the place of the distance. */
export const outcomeColumns = column.columns([
  column.display({
    id: 'waiting',
    header: 'Asked on',
    cell: ({ row: { original } }) => (
      <>
        <span className={first}>{dayIn(original.item.requestedAt, here)}</span>
        <span className={second} title={original.item.requestedBy.name}>
          {original.show === 'mine' ? clock(original.item.requestedAt) : original.item.requestedBy.name}
        </span>
      </>
    ),
  }),
  customer,
  asked,
  column.display({
    id: 'distance',
    header: 'Given',
    cell: ({ row: { original } }) => (original.item.granted ? formatMoney(original.item.granted) : '–'),
  }),
  column.display({
    id: 'why',
    header: 'State',
    cell: ({ row: { original } }) => {
      const { word, tone } = stateOf(original.item)
      return (
        <>
          <Pill tone={tone} className="h-5.5">
            {word}
          </Pill>
          {original.item.decidedBy && <span className={second}>{original.item.decidedBy}</span>}
        </>
      )
    },
  }),
])

function Waiting({ item, gone, now }: QueueLine) {
  const minutes = (now - Date.parse(item.requestedAt)) / 60_000
  const tone = gone
    ? undefined
    : minutes >= 60
      ? 'text-refused-ink'
      : minutes >= 15
        ? 'text-outage-ink'
        : undefined
  return (
    <>
      <span className={cx(first, 'font-semibold', tone)}>
        {gone ? 'settled' : age(item.requestedAt, now)}
      </span>
      <span className={second} title={item.requestedBy.name}>
        {item.requestedBy.name}
      </span>
    </>
  )
}

/** The row's link covers the row: the whole of it can be clicked, and the keyboard has one stop in each. */
function Customer({ item, show, gone, now }: QueueLine) {
  const line = item.onTheLine
  const isOnTheLine = line !== null && !gone && now < Date.parse(line.until)
  const lost = item.longestSecondsLost
  const longest = lost === null ? null : lost > 0 ? duration(lost) : 'not affected'
  return (
    <>
      <Link
        to={paths.request(item.accountId, item.adjustmentId, show)}
        preventScrollReset
        data-request={item.adjustmentId}
        title={item.holderName}
        className={cx(first, 'font-medium outline-none after:absolute after:inset-0')}
      >
        {item.holderName}
      </Link>
      <span className={second}>
        {isOnTheLine ? (
          <>
            <span className="font-medium text-given-ink">
              <span
                aria-hidden="true"
                className="mr-1.5 inline-block size-1.5 rounded-full bg-given align-[0.1em]"
              />
              on the line{now - Date.parse(line.since) >= 60_000 && ` ${age(line.since, now)}`}
            </span>
            <span className="hidden @[38rem]:inline"> · {accountNumber(item.accountId)}</span>
          </>
        ) : (
          <>
            {accountNumber(item.accountId)} · {counted(item.lines, 'line')}
            {longest && <span className="hidden @[38rem]:inline"> · {longest}</span>}
          </>
        )}
      </span>
    </>
  )
}

/** The rule’s first reason in the words of a column; all of them stand in the cell’s title and beside the request. */
const overWhat = (why: string | null): string | undefined =>
  why?.split('; ')[0]?.replace(/^it is above the limit of (.*?)(?: for one credit)?$/, 'over $1 at once')

function Why({ item, isMixed }: QueueLine) {
  const own = !item.may.refuse.ok && item.may.refuse.code === 'SELF_APPROVAL'
  return (
    <>
      <span className={cx(first, 'text-[13px]')} title={item.reason}>
        {item.reason}
      </span>
      <span
        className={second}
        title={own && !item.may.refuse.ok ? item.may.refuse.because : (item.whyApproval ?? item.outageName)}
      >
        {own
          ? 'yours: a colleague decides'
          : item.needsRole === 'manager'
            ? 'needs a manager'
            : isMixed
              ? item.outageName
              : overWhat(item.whyApproval)}
      </span>
    </>
  )
}
