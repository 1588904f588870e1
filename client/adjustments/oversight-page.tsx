import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '#client/api.ts'
import { ReviewsCard } from '#client/contacts/reviews-card.tsx'
import { Problem } from '#client/problem.tsx'
import { useDesk } from '#client/staff/use-desk.ts'
import { counted } from '#client/ui/format.ts'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { maySee, wordOfRole } from '#shared/staff/roles.ts'
import { accessQuestions } from './oversight-access.tsx'
import { OversightList, QuietList } from './oversight-list.tsx'
import { moneyQuestions } from './oversight-money.tsx'

/** What stands out in what people give, approve and look at. A line is a reason to look, and no verdict. */
export default function OversightPage() {
  useTitle('Oversight')
  const desk = useDesk()
  const sees = maySee('oversight', desk.role)
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Oversight</h1>
        <p className="mt-0.5 text-muted">
          What stands out in what people give, approve and look at, compared with what the others do. A line
          is a reason to look, and no verdict.
        </p>
      </header>
      {sees ? (
        <Lists staffId={desk.staffId} zone={desk.businessZone} seesJournal={maySee('journal', desk.role)} />
      ) : (
        <Note tone="neutral" live="none" title="This page is for supervisors, managers and auditors.">
          Your role ({wordOfRole(desk.role)}) does not see it.
        </Note>
      )}
    </div>
  )
}

function Lists({ staffId, zone, seesJournal }: { staffId: string; zone: string; seesJournal: boolean }) {
  const trpc = useTRPC()
  const query = useQuery(trpc.adjustments.oversight.queryOptions())
  const page = query.data
  if (query.isError && !page) return <Problem error={query.error} onRetry={query.refetch} />
  if (!page)
    return (
      <div aria-busy="true" className="grid items-start gap-4 lg:grid-cols-2">
        {[0, 1, 2, 3, 4, 5].map((row) => (
          <Skeleton key={row} className="h-32 w-full rounded-card" />
        ))}
      </div>
    )
  const all = [...moneyQuestions(page, zone), ...accessQuestions(page, { zone, staffId, seesJournal })]
  const loud = all.filter(({ items }) => items.length > 0)
  const quiet = all.filter(({ items }) => items.length === 0)
  return (
    <>
      {page.aboutYou > 0 && (
        <Note tone="accent" live="none" title={`${counted(page.aboutYou, 'line')} about you.`}>
          You see them marked; managers and auditors see the same list. Somebody else looks into them.
        </Note>
      )}
      {page.callers.open.length + page.callers.reviewed.length > 0 && (
        <ReviewsCard reviews={page.callers} onReviewed={() => void query.refetch()} />
      )}
      <div className="gap-4 empty:hidden lg:columns-2">
        {loud.map((question) => (
          <OversightList key={question.title} {...question} />
        ))}
      </div>
      {quiet.length > 0 && <QuietList questions={quiet} />}
    </>
  )
}
