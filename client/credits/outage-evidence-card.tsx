import { Card } from '#client/ui/card.tsx'
import { dayClockZone } from '#client/ui/format.ts'
import type { OutagePage } from '#shared/credits/outage-views.ts'
import { number } from './run-words.ts'

/** What the desk knows of the outage: it is loaded from files, and measured in the window in force. */
export function OutageEvidenceCard({ outage: { evidence, timeZone } }: { outage: OutagePage }) {
  const { sites, lines, measuredAt } = evidence
  const facts = [
    ['Sites that were out', number(sites)],
    ['Lines that lost service', lines === null ? 'not measured yet' : number(lines)],
    ['Measured', measuredAt === null ? 'never' : dayClockZone(measuredAt, timeZone)],
  ] as const
  return (
    <Card title="Evidence">
      <dl className="grid gap-1.5 text-[13px]">
        {facts.map(([name, words]) => (
          <div key={name} className="flex justify-between gap-3">
            <dt className="text-muted">{name}</dt>
            <dd className="font-medium">{words}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
