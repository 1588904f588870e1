import { useEffect } from 'react'
import { useMatch, useSearchParams } from 'react-router'
import type { RequestsShow } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { QueueSide } from './queue-side.tsx'
import { RequestPanel } from './request-panel.tsx'

/** The queue at the left, one request at the right. Its address says which list and which request. */
export default function RequestsPage() {
  const desk = useDesk()
  const [search] = useSearchParams()
  const asked = search.get('show')
  const show: RequestsShow = asked === 'mine' || asked === 'decided' ? asked : 'waiting'
  const open = useMatch('/requests/:accountId/:adjustmentId')?.params
  useEffect(() => {
    document.title = open?.accountId ? `Request on ${open.accountId} · Makeright` : 'Requests · Makeright'
  }, [open?.accountId])
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,11fr)_minmax(0,12fr)]">
      {/* Another list is another list: its rows are kept steady by themselves. */}
      <QueueSide key={show} show={show} openId={open?.adjustmentId}>
        {(onDecided) =>
          open?.accountId && open.adjustmentId ? (
            <RequestPanel
              key={open.adjustmentId}
              accountId={open.accountId}
              adjustmentId={open.adjustmentId}
              onDecided={onDecided}
            />
          ) : (
            <NothingOpen decides={show === 'waiting' && desk.role !== 'agent' && desk.role !== 'auditor'} />
          )
        }
      </QueueSide>
    </div>
  )
}

function NothingOpen({ decides }: { decides: boolean }) {
  return (
    <div className="rounded-card border border-dashed px-6 py-16 text-center lg:mt-12">
      <p className="font-medium">Open a request to {decides ? 'decide' : 'see'} it</p>
      <p className="mt-1 text-[13px] text-muted">
        The evidence, the offer and what others got stand beside it.
      </p>
    </div>
  )
}
