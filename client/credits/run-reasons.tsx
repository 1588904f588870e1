import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { Card } from '#client/ui/card.tsx'
import { accountNumber } from '#client/ui/format.ts'
import type { RunPage } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'
import { number } from './run-words.ts'

/** Who is due how much, and who gets nothing and why, with one account of each to look at. */
export function RunReasons({ run }: { run: RunPage }) {
  const { reasons, amounts } = run.preview
  if (run.planHash === null)
    return (
      <Card title="Who gets nothing, and why">
        <p className="text-[13px] text-muted">It is known when the plan is complete.</p>
      </Card>
    )
  return (
    <Card title="What the plan comes to" flush>
      <table className="w-full text-sm">
        <thead>
          <tr className="text-xs text-muted">
            <th scope="col" className="h-9 border-b px-4 text-left font-medium">
              Accounts get
            </th>
            <th scope="col" className="w-32 border-b px-2 text-right font-medium">
              Accounts
            </th>
            <th scope="col" className="w-32 border-b px-4 text-right font-medium">
              One of them
            </th>
          </tr>
        </thead>
        <tbody>
          {amounts.map(({ minor, accounts }) => (
            <tr key={minor}>
              <td className="h-11 border-b px-4 font-medium text-given-ink">
                {formatMoney({ minor, currency: run.amountDue.currency })}
              </td>
              <td className="border-b px-2 text-right">{number(accounts)}</td>
              <td className="border-b px-4" />
            </tr>
          ))}
          {reasons.map(({ because, route, accounts, example }) => (
            <tr key={because}>
              <td className="border-b px-4 py-2.5">
                nothing: {because}
                {route && <span className="block text-xs text-muted">{route}</span>}
              </td>
              <td className="border-b px-2 text-right align-top leading-9">{number(accounts)}</td>
              <td className="border-b px-4 text-right align-top leading-9">
                <Link
                  to={paths.account(example, run.outage.outageId)}
                  className="text-accent-ink tabular-nums hover:underline"
                >
                  {accountNumber(example)}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {reasons.length + amounts.length === 0 && (
        <p className="px-4 py-6 text-[13px] text-muted">There was nobody to look at.</p>
      )}
    </Card>
  )
}
