import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { toneOf } from '#client/programmes/programme-words.ts'
import { Card } from '#client/ui/card.tsx'
import { Pill } from '#client/ui/pill.tsx'
import type { OutagePage } from '#shared/credits/outage-views.ts'
import { formatMoney } from '#shared/money.ts'
import { programmeStateWords } from '#shared/programmes/states.ts'
import { number } from './run-words.ts'

/** What each programme gave for the outage by its runs; what people gave stands on the accounts. */
export function OutageCreditsCard({ outage: { programmes } }: { outage: OutagePage }) {
  return (
    <Card title="Credits given by runs" flush>
      {programmes.length === 0 ? (
        <p className="px-4 pb-4 text-[13px] text-muted">
          No programme is in force for this outage: nobody is credited automatically.
        </p>
      ) : (
        <table className="w-full text-sm">
          <thead>
            <tr className="text-xs text-muted">
              <th scope="col" className="h-9 border-b px-4 text-left font-medium">
                Programme
              </th>
              <th scope="col" className="w-24 border-b px-2 text-right font-medium">
                Credits
              </th>
              <th scope="col" className="w-32 border-b px-2 text-right font-medium">
                Paid
              </th>
              <th scope="col" className="w-32 border-b px-4 text-right font-medium">
                Taken back
              </th>
            </tr>
          </thead>
          <tbody>
            {programmes.map(({ programmeId, version, title, state, credits, paid, takenBack }) => (
              <tr key={`${programmeId}/${version}`} className="not-last:*:border-b">
                <td className="h-12 px-4">
                  <span className="flex min-w-0 items-center gap-3">
                    <Link
                      to={paths.programme(programmeId, version)}
                      className="min-w-0 truncate font-medium text-accent-ink hover:underline"
                    >
                      {title} v{version}
                    </Link>
                    <Pill tone={toneOf[state]}>{programmeStateWords[state]}</Pill>
                  </span>
                </td>
                <td className="px-2 text-right">{number(credits)}</td>
                <td className="px-2 text-right font-semibold">{formatMoney(paid)}</td>
                <td className="px-4 text-right">
                  {takenBack.minor === '0' ? <span className="text-faint">–</span> : formatMoney(takenBack)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  )
}
