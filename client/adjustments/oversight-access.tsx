import { Link } from 'react-router'
import { paths } from '#client/paths.ts'
import { clock, counted, dayIn } from '#client/ui/format.ts'
import type { Oversight } from '#shared/adjustments/oversight-views.ts'
import type { Question } from './oversight-list.tsx'
import { AccountLink } from './oversight-money.tsx'

type Reader = { zone: string; staffId: string; seesJournal: boolean }

/** Who opened which accounts, with which caller, and who tried to sign in. */
export function accessQuestions(page: Oversight, { zone, staffId, seesJournal }: Reader): Question[] {
  const instant = (at: string) => `${dayIn(at, zone)}, ${clock(at, zone)}`
  const { callers, lookups, sprays } = page
  const outliers = lookups.people.filter((person) => person.standsOut)
  return [
    ...(callers.open.length + callers.reviewed.length === 0 ? [allWithTheirCaller] : []),
    {
      title: 'Callers who failed to prove themselves',
      why: 'In 7 days. Three failures within 24 hours lock the account’s callers; the number of record is called back.',
      quiet: 'Nobody failed.',
      items: callers.failed.map((row) => ({
        key: row.accountId,
        what: `${counted(row.failures, 'failure')}${row.locked ? ', locked' : ''}`,
        detail: `with ${counted(row.people, 'person', 'people')} of the staff, last ${instant(row.last)}`,
        act: <AccountLink accountId={row.accountId} />,
      })),
    },
    {
      title: 'Unusual look-ups today',
      why: `From ${counted(lookups.line, 'account')} on: three times as many as people usually open (${lookups.usual}), and at least thirty.`,
      quiet: 'Nobody opens far more accounts than the others.',
      items: outliers.map((person) => ({
        key: person.staffId,
        you: person.staffId === staffId,
        what: person.name,
        detail: `${counted(person.accounts, 'account')}, ${counted(person.searches, 'search', 'searches')}`,
        act: seesJournal && (
          <Link
            to={paths.journal({ person: person.staffId })}
            className="rounded font-medium text-accent-ink underline-offset-2 hover:underline"
          >
            Journal
          </Link>
        ),
      })),
    },
    {
      title: 'Sign-ins tried with many names',
      why: 'In 7 days: twenty-five names from one address, or a hundred from all, within a quarter of an hour.',
      quiet: 'Nobody tries names.',
      items: sprays.map((spray) => ({
        key: `${spray.from} ${spray.at}`,
        what: spray.from === 'many' ? 'From many addresses' : `From ${spray.from}`,
        detail: `${counted(spray.names, 'name')}, ${instant(spray.at)}`,
      })),
    },
  ]
}

/** Otherwise they stand above, to be reviewed. */
const allWithTheirCaller: Question = {
  title: 'Opened without the caller',
  why: 'Somebody gave a reason instead of a proof. A supervisor or a manager who did not open it looks at each.',
  quiet: 'Every account of this week was opened with its caller.',
  items: [],
}
