import { lossWords, stripWords } from '#client/outages/line-words.ts'
import { OutageStrip, StripHours } from '#client/outages/outage-strip.tsx'
import { stripScale } from '#client/outages/strip-scale.ts'
import { counted, zoneName } from '#client/ui/format.ts'
import { formatPhone } from '#shared/accounts/phones.ts'
import type { RequestPage } from '#shared/adjustments/views.ts'
import { formatMoney } from '#shared/money.ts'

const columns = 'grid grid-cols-[8.5rem_minmax(0,1fr)_6.75rem] items-center gap-x-3'
const linesShown = 5

/** The affected lines with their strips, then what bounds the decision. */
export function RequestEvidence({ page }: { page: RequestPage }) {
  const { lines, outage, account } = page
  const scale = stripScale(outage, account.timeZone)
  const affected = lines.filter((line) => line.secondsLost > 0).sort((a, b) => b.secondsLost - a.secondsLost)
  const shown = affected.slice(0, linesShown)
  const rest = lines.length - affected.length
  const more = affected.length - shown.length
  return (
    <div className="my-3">
      <div className={columns}>
        <span className="truncate text-xs text-muted" title={outage.name}>
          {outage.name}
        </span>
        <StripHours scale={scale} />
        <span className="text-right text-xs text-muted">{zoneName(account.timeZone, outage.startsAt)}</span>
      </div>
      <ul className="divide-y border-y">
        {shown.map((line) => (
          <li key={line.lineId} className={`${columns} h-7.5 text-[13px]`}>
            <span className="whitespace-nowrap">{formatPhone(line.phone)}</span>
            <OutageStrip slim scale={scale} pieces={line.pieces} label={stripWords(line, account.timeZone)} />
            <span className="text-right font-medium whitespace-nowrap">{lossWords(line).figure}</span>
          </li>
        ))}
        {(rest > 0 || more > 0) && (
          <li className="py-1.5 text-xs text-muted">
            {[more > 0 && `${more} more affected`, rest > 0 && `${counted(rest, 'line')} not affected`]
              .filter(Boolean)
              .join(' · ')}
          </li>
        )}
      </ul>
      <dl className="mt-3 grid grid-cols-[1fr_auto] gap-y-1 text-[13px]">
        <Bound name="Your limit" value={page.yourLimit ? `${formatMoney(page.yourLimit)} each` : 'none'} />
        <Bound name="Budget left now" value={formatMoney(page.budgetLeft)} />
        <Bound
          name="Earlier adjustments on this account"
          value={
            page.earlierAdjustments.count === 0
              ? 'none'
              : `${page.earlierAdjustments.count}, ${formatMoney(page.earlierAdjustments.total)} in all`
          }
        />
      </dl>
    </div>
  )
}

function Bound({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-muted">{name}</dt>
      <dd className="text-right font-medium">{value}</dd>
    </>
  )
}
