import { counted, day, dayLong } from '#client/ui/format.ts'
import type { PromiseDay } from '#shared/ledger/views.ts'

const height = 72
const slot = 12

/** How many credits are due by each day: a column for a day, the part at risk in its own colour, from the base up. */
export function PromiseDays({ days, today }: { days: PromiseDay[]; today: string }) {
  if (days.length === 0) return <p className="text-[13px] text-muted">No credit is on its way to a bill.</p>
  const span = daysFrom(today, days)
  const most = Math.max(...days.map((each) => each.onTrack + each.atRisk))
  const tall = (count: number) => (count === 0 ? 0 : Math.max(2, (count / most) * (height - 4)))
  const last = span.at(-1)
  return (
    <figure>
      <svg
        role="img"
        aria-label={`${days.length} days with promises; the most on one day are ${most.toLocaleString('en-US')}.`}
        viewBox={`0 0 ${span.length * slot} ${height}`}
        preserveAspectRatio="none"
        className="block h-18 w-full"
      >
        <rect x="0" y={height - 1} width={span.length * slot} height="1" className="fill-line" />
        {span.map((each, index) => {
          const risk = tall(each.atRisk)
          const good = tall(each.onTrack)
          const x = index * slot + 2
          return (
            <g key={each.day}>
              <title>{`${dayLong(each.day)}: ${counted(each.onTrack, 'credit')} on track, ${each.atRisk.toLocaleString('en-US')} at risk`}</title>
              {good > 0 && (
                <rect x={x} y={height - good - risk} width={slot - 4} height={good} className="fill-given" />
              )}
              {risk > 0 && (
                <rect x={x} y={height - risk} width={slot - 4} height={risk} className="fill-refused" />
              )}
            </g>
          )
        })}
      </svg>
      <figcaption className="mt-1 flex justify-between text-xs text-muted">
        <span>today, {day(today)}</span>
        <span aria-hidden="true" className="flex items-center gap-3">
          <span className="flex items-center gap-1.5">
            <span className="size-2 rounded-sm bg-given" /> on track
          </span>
          <span className="flex items-center gap-1.5">
            <span className="size-2 rounded-sm bg-refused" /> at risk
          </span>
        </span>
        <span>{last && day(last.day)}</span>
      </figcaption>
    </figure>
  )
}

/** Every day from today to the last promised one, those without a promise as well. */
function daysFrom(today: string, days: PromiseDay[]): PromiseDay[] {
  const known = new Map(days.map((each) => [each.day, each]))
  const end = days.at(-1)?.day ?? today
  const span: PromiseDay[] = []
  for (let at = Date.parse(`${today}T00:00:00Z`); ; at += 86_400_000) {
    const date = new Date(at).toISOString().slice(0, 10)
    span.push(known.get(date) ?? { day: date, onTrack: 0, atRisk: 0 })
    if (date >= end) return span
  }
}
