import { useEffect } from 'react'
import { useMatch, useSearchParams } from 'react-router'
import type { RequestsShow } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { mustVerify } from '#shared/contacts/permissions.ts'
import type { Role } from '#shared/staff/roles.ts'
import { QueueSide } from './queue-side.tsx'
import { RequestPanel } from './request-panel.tsx'

/** Whoever asks wants to know what became of it; whoever decides, what waits. An auditor asks for nothing. */
function listsOf(role: Role): readonly [RequestsShow, ...RequestsShow[]] {
  if (role === 'agent') return ['mine', 'waiting', 'decided']
  return role === 'auditor' ? ['waiting', 'decided'] : ['waiting', 'mine', 'decided']
}

/** The queue at the left, one request at the right. Its address says which list and which request. */
export default function RequestsPage() {
  const desk = useDesk()
  const [search] = useSearchParams()
  const asked = search.get('show')
  const lists = listsOf(desk.role)
  const show = lists.find((list) => list === asked) ?? lists[0]
  const open = useMatch('/requests/:accountId/:adjustmentId')?.params
  useEffect(() => {
    document.title = open?.accountId ? `Request on ${open.accountId} · Makeright` : 'Requests · Makeright'
  }, [open?.accountId])
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,11fr)_minmax(0,12fr)]">
      {/* Another list is another list: its rows are kept steady by themselves. */}
      <QueueSide key={show} show={show} lists={lists} openId={open?.adjustmentId}>
        {(onDecided) =>
          open?.accountId && open.adjustmentId ? (
            <RequestPanel
              key={open.adjustmentId}
              accountId={open.accountId}
              adjustmentId={open.adjustmentId}
              onDecided={onDecided}
            />
          ) : (
            <NothingOpen
              talks={mustVerify(desk)}
              decides={show === 'waiting' && desk.role !== 'agent' && desk.role !== 'auditor'}
            />
          )
        }
      </QueueSide>
    </div>
  )
}

function NothingOpen({ decides, talks }: { decides: boolean; talks: boolean }) {
  return (
    <div className="rounded-card border border-dashed px-6 py-16 text-center lg:mt-12">
      <p className="font-medium">Open a request to {decides ? 'decide' : 'see'} it</p>
      <p className="mt-1 text-[13px] text-muted">
        {talks
          ? 'It opens beside the list while its customer is on the line with you.'
          : 'The evidence, the offer and what others got stand beside it.'}
      </p>
    </div>
  )
}
