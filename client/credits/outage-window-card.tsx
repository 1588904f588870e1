import { WindowChart, type WindowRow } from '#client/outages/window-chart.tsx'
import { secondsOf, windowWords } from '#client/outages/window-words.ts'
import { Card } from '#client/ui/card.tsx'
import { dayClockZone, dayYear, duration } from '#client/ui/format.ts'
import type { OutagePage } from '#shared/credits/outage-views.ts'

/** Which window counts, on whose word, and what the others say. */
export function OutageWindowCard({ outage }: { outage: OutagePage }) {
  const { window, sources, proposal, timeZone } = outage
  const rows: WindowRow[] = [
    {
      key: 'in force',
      name: 'In force',
      remark: window.source,
      startsAt: window.startsAt,
      endsAt: window.endsAt,
      words: windowWords(window, timeZone),
      tone: 'in force',
    },
    ...(proposal
      ? [
          {
            key: 'proposed',
            name: 'Proposed',
            remark: proposal.window.source,
            startsAt: proposal.window.startsAt,
            endsAt: proposal.window.endsAt,
            words: windowWords(proposal.window, timeZone),
            tone: 'proposed' as const,
          },
        ]
      : []),
    ...sources.map((source) => ({
      key: `${source.source} ${source.remark}`,
      name: nameOf(source.source),
      remark: source.remark,
      startsAt: source.startsAt,
      endsAt: source.endsAt,
      words: timesOf(source, timeZone),
      tone: 'other' as const,
    })),
  ]
  return (
    <Card title="Which window counts" aside={`${duration(secondsOf(window))} in force`}>
      <WindowChart rows={rows} timeZone={timeZone} />
    </Card>
  )
}

/** A window that was in force before is kept with the instant until which it was: the day says enough here. */
const nameOf = (source: string): string => {
  const until = /^adjudicated until (\d{4}-\d{2}-\d{2}) /.exec(source)?.[1]
  return until ? `In force until ${dayYear(until)}` : source
}

function timesOf({ startsAt, endsAt }: OutagePage['sources'][number], timeZone: string): string {
  if (startsAt && endsAt) return windowWords({ startsAt, endsAt }, timeZone)
  if (startsAt) return `from ${dayClockZone(startsAt, timeZone)}`
  return endsAt ? `until ${dayClockZone(endsAt, timeZone)}` : 'no time'
}
