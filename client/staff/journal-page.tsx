import { useNavigate, useSearchParams } from 'react-router'
import { isAccount, isDay } from '#client/audit/journal-filter.tsx'
import { JournalList } from '#client/audit/journal-list.tsx'
import { LookupsCard } from '#client/audit/lookups-card.tsx'
import { paths } from '#client/paths.ts'
import { Note } from '#client/ui/note.tsx'
import { useTitle } from '#client/ui/title.ts'
import { maySee, wordOfRole } from '#shared/staff/roles.ts'
import { useDesk } from './use-desk.ts'

/** Who did what and who looked at whom. Stands here because it asks who is signed in, which the journal's noun may not. */
export default function JournalPage() {
  useTitle('Journal')
  const desk = useDesk()
  const navigate = useNavigate()
  const [search] = useSearchParams()
  const sees = maySee('journal', desk.role)
  const word = (name: string, isRight: (text: string) => boolean) => {
    const text = search.get(name) ?? ''
    return isRight(text) ? text : ''
  }
  const filter = {
    person: word('person', (text) => /^\d{1,18}$/.test(text)),
    account: word('account', isAccount),
    act: word('act', (text) => /^[a-z.-]{1,40}$/.test(text)),
    outcome: word('outcome', (text) => ['done', 'refused', 'invalid', 'failed'].includes(text)),
    day: word('day', isDay),
  }
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">Journal</h1>
        <p className="mt-0.5 text-muted">Who did what, who looked at whom, and what was refused.</p>
      </header>
      {!maySee('lookups', desk.role) ? (
        <Note tone="neutral" live="none" title="This page is for auditors and managers.">
          Your role ({wordOfRole(desk.role)}) does not see the journal. Supervisors see unusual look-ups here.
        </Note>
      ) : (
        <>
          <LookupsCard linked={sees} />
          {sees ? (
            <JournalList
              key={filter.person}
              filter={filter}
              zone={desk.businessZone}
              wordOfRole={wordOfRole}
              onFilter={(next) => void navigate(paths.journal(next), { replace: true })}
            />
          ) : (
            <Note tone="neutral" live="none" title="The events are for auditors and managers.">
              Ask one of them when somebody stands out.
            </Note>
          )}
        </>
      )}
    </div>
  )
}
