import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { accountNumber } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import type { Difference } from '#shared/ledger/views.ts'

const names: Record<Difference['kind'], string> = {
  missing_at_billing: 'missing at billing',
  unknown_to_us: 'unknown to us',
  amount_differs: 'amount differs',
  not_confirmed: 'not confirmed',
}

/** Item by item, with the account that it is about. */
export function DifferenceList({ differences, more }: { differences: Difference[]; more: number }) {
  if (differences.length === 0)
    return (
      <p className="text-[13px] text-muted">
        Nothing: whatever billing has confirmed, it confirmed as it was given.
      </p>
    )
  return (
    <>
      <ul>
        {differences.map((each) => (
          <li
            key={each.key}
            className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b py-2 text-[13px] first:pt-0 last:border-0 last:pb-0"
          >
            <Pill tone={each.kind === 'not_confirmed' ? 'outage' : 'refused'}>{names[each.kind]}</Pill>
            <span className="min-w-0 flex-1">{each.words}</span>
            <span className="text-xs text-muted">{each.key}</span>
            {each.accountId && (
              <Link
                to={paths.account(each.accountId)}
                className="rounded font-medium underline-offset-2 hover:underline"
              >
                {accountNumber(each.accountId)}
              </Link>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && (
        <p className="mt-2 text-xs text-muted">
          {more.toLocaleString('en-US')} more: <code>npm run books -- reconcile</code> lists them all.
        </p>
      )}
    </>
  )
}
