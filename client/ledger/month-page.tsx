import { skipToken, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearchParams } from 'react-router'
import { useTRPC } from '#client/api.ts'
import { paths } from '#client/paths.ts'
import { Problem } from '#client/problem.tsx'
import { useDesk } from '#client/staff/use-desk.ts'
import { Card } from '#client/ui/card.tsx'
import { counted } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Pill } from '#client/ui/pill.tsx'
import { SelectField } from '#client/ui/select-field.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import type { LedgerMonth } from '#shared/ledger/views.ts'
import { maySee, wordOfRole } from '#shared/staff/roles.ts'
import { DifferenceList } from './difference-list.tsx'
import { MonthTable } from './month-table.tsx'

/** What the desk granted in a month, by code of the general ledger, against where billing has it. */
export default function MonthPage() {
  useTitle('Month')
  const desk = useDesk()
  const trpc = useTRPC()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const months = monthsBefore(desk.businessDate)
  const asked = search.get('month') ?? ''
  const month = /^20\d\d-(0[1-9]|1[0-2])$/.test(asked) ? asked : (months[0]?.value ?? '')
  const may = maySee('month', desk.role)
  const query = useQuery(trpc.ledger.month.queryOptions(may ? { month } : skipToken))
  const report = query.data
  return (
    <div className="grid gap-4">
      <header className="flex flex-wrap items-end justify-between gap-3">
        <div>
          <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Reconcile a month</h1>
          <p className="mt-0.5 text-muted">
            What was granted, and where billing has it. A biller’s statement is compared with{' '}
            <code className="text-[13px]">npm run books -- reconcile</code>.{' '}
            <Link
              to={paths.promises()}
              className="rounded font-medium text-accent-ink underline underline-offset-2"
            >
              Promises
            </Link>
          </p>
        </div>
        {may && (
          <SelectField
            label="Month"
            value={month}
            onChange={(next) => void navigate(paths.month(next), { replace: true })}
            choices={
              months.some((each) => each.value === month)
                ? months
                : [{ value: month, label: nameOf(month) }, ...months]
            }
            className="w-48"
          />
        )}
      </header>
      {!may ? (
        <Note tone="neutral" live="none" title="This page is for managers and auditors.">
          Your role ({wordOfRole(desk.role)}) does not see the month’s totals.
        </Note>
      ) : query.isError && !report ? (
        <Problem error={query.error} onRetry={query.refetch} />
      ) : !report ? (
        <Card title="By code of the general ledger">
          <div aria-busy="true" className="grid gap-3">
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
            <Skeleton className="h-8" />
          </div>
        </Card>
      ) : (
        <Report report={report} />
      )}
    </div>
  )
}

function Report({ report }: { report: LedgerMonth }) {
  const { differences, moreDifferences } = report
  const count = differences.length + moreDifferences
  return (
    <>
      <Card
        flush
        title="By code of the general ledger"
        aside={
          <Pill tone={report.ties ? 'given' : 'refused'} dot>
            {report.ties ? 'adds up to the ledger' : 'does not add up to the ledger'}
          </Pill>
        }
      >
        {report.rows.length === 0 ? (
          <p className="px-4 pb-6 text-[13px] text-muted">Nothing was granted or taken back in this month.</p>
        ) : (
          <MonthTable report={report} />
        )}
      </Card>
      <Card title="What billing says otherwise" aside={count > 0 ? counted(count, 'difference') : undefined}>
        <DifferenceList differences={differences} more={moreDifferences} />
      </Card>
    </>
  )
}

const nameOf = (month: string): string =>
  new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )

/** The business date's month and the eleven before it. */
function monthsBefore(businessDate: string): { value: string; label: string }[] {
  const [year = 2024, month = 1] = businessDate.split('-').map(Number)
  return Array.from({ length: 12 }, (_, back) => {
    const value = new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7)
    return { value, label: nameOf(value) }
  })
}
