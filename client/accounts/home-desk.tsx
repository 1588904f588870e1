import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { Card } from '#client/ui/card.tsx'
import { counted, dayYear } from '#client/ui/format.ts'
import { formatMoney } from '#shared/money.ts'
import type { Desk } from '#shared/staff/views.ts'

/** What one should know before the first call: what is going on, what may be given, who waits. */
export function HomeDesk({ desk }: { desk: Desk }) {
  return (
    <Card title="At the desk today">
      <dl className="-my-1">
        <Fact name="Date">{dayYear(desk.businessDate)}</Fact>
        <Fact name="Outage">{desk.outage?.name ?? 'none on record'}</Fact>
        <Fact name="Programme">{desk.outage ? (desk.outage.programme ?? 'none in force') : '–'}</Fact>
        <Fact name="Manual credits">
          {desk.stops.length > 0 ? <b className="text-refused-ink">stopped</b> : 'running'}
        </Fact>
        <Fact name="You may give">
          {desk.perAction ? `${formatMoney(desk.perAction)} at a time` : 'nothing: your role reads'}
        </Fact>
        <Fact name="Requests">
          <Link
            to={paths.requests('waiting')}
            className="font-medium text-accent-ink underline-offset-2 hover:underline"
          >
            {desk.waiting === 0 ? 'none waiting' : `${counted(desk.waiting, 'request')} waiting`}
          </Link>
        </Fact>
      </dl>
    </Card>
  )
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-h-9 items-baseline justify-between gap-4 border-b py-2 last:border-0">
      <dt className="shrink-0 text-muted">{name}</dt>
      <dd className="text-right text-balance font-medium proportional-nums">{children}</dd>
    </div>
  )
}
