import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { useDesk } from '#client/staff/use-desk.ts'
import { Card } from '#client/ui/card.tsx'
import { accountNumber } from '#client/ui/format.ts'
import { mustVerify } from '#shared/contacts/permissions.ts'
import type { RunPage, Sampled } from '#shared/credits/run-views.ts'
import { formatMoney } from '#shared/money.ts'

const ways = { nextBill: '', finalBill: ', final bill', refund: ', refund' }

/** Ten accounts of the plan, drawn as by lot, to be opened and looked at before anything is paid. */
export function RunSample({ run }: { run: RunPage }) {
  const desk = useDesk()
  const { sample, over } = run.preview
  return (
    <>
      <Card title="A sample to look at" flush>
        {sample.length === 0 ? (
          <p className="px-4 pb-4 text-[13px] text-muted">
            {run.planHash === null
              ? 'Ten accounts stand here when the plan is complete.'
              : mustVerify(desk)
                ? 'Which accounts are in it is for those who decide about a run.'
                : 'Nobody is due anything.'}
          </p>
        ) : (
          <Sample sample={sample} run={run} />
        )}
      </Card>
      {over && over.sample.length > 0 && (
        <Card title="Of those who have too much" flush>
          <Sample sample={over.sample} run={run} />
        </Card>
      )}
    </>
  )
}

function Sample({ sample, run }: { sample: readonly Sampled[]; run: RunPage }) {
  return (
    <ul className="pb-1">
      {sample.map((each) => (
        <li
          key={each.accountId}
          className="flex h-11 items-center justify-between gap-3 border-t px-4 text-sm"
        >
          <Link
            to={paths.account(each.accountId, run.outage.outageId)}
            className="font-medium text-accent-ink tabular-nums hover:underline"
          >
            {accountNumber(each.accountId)}
          </Link>
          <span className="min-w-0 flex-1 truncate text-xs text-muted">
            {each.type.replace('_', ' ')}, bill day {each.billDay}
            {each.step > 1 && `, step ${each.step}`}
            {ways[each.goesTo]}
          </span>
          <span className="font-medium">
            {formatMoney({ minor: each.minor, currency: run.amountDue.currency })}
          </span>
        </li>
      ))}
    </ul>
  )
}
