import { useState } from 'react'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { cx } from '#client/ui/classes.ts'
import { clock, dayIn, zoneName } from '#client/ui/format.ts'
import { formatPhone } from '#shared/accounts/phones.ts'
import { formatMoney } from '#shared/money.ts'
import type { LineImpactView, OutageView } from '#shared/outages/views.ts'
import { affectedWords, lossWords, stripWords } from './line-words.ts'
import { OtherSources } from './other-sources.tsx'
import { OutageStrip, StripHours } from './outage-strip.tsx'

import { type StripScale, stripScale } from './strip-scale.ts'

type Props = { outage: OutageView; lines: LineImpactView[]; timeZone: string }

const columns = 'grid grid-cols-[minmax(9.5rem,12.5rem)_minmax(0,1fr)_8.5rem] items-center gap-x-4'
const linesAtFirst = 9

/** What did the outage do to each line? Everything in the account's own zone, which is named. */
export function OutageCard({ outage, lines, timeZone }: Props) {
  const [all, setAll] = useState(false)
  const scale = stripScale(outage, timeZone)
  const shown = all ? lines : lines.slice(0, linesAtFirst)
  return (
    <Card
      title="What the outage did to each line"
      aside={
        <span className="flex min-w-0 gap-1 whitespace-nowrap">
          <span>
            Window {clock(outage.startsAt, timeZone)}–{clock(outage.endsAt, timeZone)}{' '}
            {zoneName(timeZone, outage.startsAt)}, {dayIn(outage.startsAt, timeZone)}
          </span>
          <span className="hidden max-w-60 truncate @3xl:block" title={outage.windowSource}>
            · {outage.windowSource.split(': ')[0]}
          </span>
          {outage.sources.length > 0 && <span>·</span>}
          <OtherSources outage={outage} timeZone={timeZone} />
        </span>
      }
    >
      <p className="sr-only">{affectedWords(lines)}.</p>
      <div className={columns}>
        <span className="text-xs text-faint">{affectedWords(lines)}</span>
        <StripHours scale={scale} />
      </div>
      <ul className="mt-1 divide-y border-t">
        {shown.map((line) => (
          <LineRow key={line.lineId} line={line} scale={scale} timeZone={timeZone} />
        ))}
      </ul>
      {lines.length > shown.length && (
        <Button variant="quiet" size="small" className="mt-1" onClick={() => setAll(true)}>
          Show all {lines.length} lines
        </Button>
      )}
      {lines.length === 0 && <p className="py-3 text-[13px] text-muted">This account has no lines.</p>}
    </Card>
  )
}

function LineRow({ line, scale, timeZone }: { line: LineImpactView; scale: StripScale; timeZone: string }) {
  const { figure, caption } = lossWords(line)
  const lost = line.secondsLost > 0
  return (
    <li className={cx(columns, 'min-h-11 py-1')}>
      <div className="min-w-0">
        <p className="flex items-baseline gap-2 font-medium whitespace-nowrap">
          {formatPhone(line.phone)}
          {line.status !== 'active' && <span className="text-xs font-normal text-muted">{line.status}</span>}
        </p>
        <p className="truncate text-xs leading-4 text-muted" title={`${line.planName}, ${line.market}`}>
          {line.planName} · {formatMoney(line.monthlyCharge)}
        </p>
      </div>
      <OutageStrip scale={scale} pieces={line.pieces} label={stripWords(line, timeZone)} />
      <div className="text-right">
        <p className={cx('whitespace-nowrap', lost ? 'font-semibold' : 'font-medium text-muted')}>{figure}</p>
        <p className="text-xs leading-4 whitespace-nowrap text-muted">{caption}</p>
      </div>
    </li>
  )
}
