import { NavLink, useMatch } from 'react-router'
import { maySee } from '#shared/staff/roles.ts'
import type { Desk } from '#shared/staff/views.ts'
import { paths } from './paths.ts'
import { cx } from './ui/classes.ts'
import { Icon, type IconName, Mark } from './ui/icon.tsx'

type Place = {
  to: string
  icon: IconName
  name: string
  keys: string
  here: boolean
  count?: number
  /** What is not for this person is not offered; its address says so to whoever types it. */
  open?: boolean
}

export function ShellRail({ desk }: { desk: Desk }) {
  const onAccount = useMatch('/accounts/*') !== null
  const onHome = useMatch('/') !== null
  const onRequests = useMatch('/requests/*') !== null
  const onProgrammes = useMatch('/programmes/*') !== null
  const onOutages = useMatch('/outages/*') !== null
  const onRuns = useMatch('/runs/*') !== null
  const onPromises = useMatch('/promises/*') !== null
  const onJournal = useMatch('/journal') !== null
  const onOversight = useMatch('/oversight') !== null
  const onPeople = useMatch('/people') !== null
  const onDesk = useMatch('/desk') !== null
  const open = maySee('customers', desk.role)
  const places: Place[] = [
    { to: paths.home(), icon: 'search', name: 'Search', keys: 'G H', here: onHome || onAccount, open },
    {
      to: paths.requests(),
      icon: 'requests',
      name: 'Requests',
      keys: 'G R',
      here: onRequests,
      count: desk.waiting,
      open,
    },
    { to: paths.outages(), icon: 'outages', name: 'Outages', keys: 'G O', here: onOutages, open },
    { to: paths.programmes(), icon: 'programmes', name: 'Programmes', keys: 'G P', here: onProgrammes, open },
    { to: paths.runs(), icon: 'runs', name: 'Runs', keys: 'G U', here: onRuns, open },
    { to: paths.promises(), icon: 'promises', name: 'Promises', keys: 'G B', here: onPromises, open },
    {
      to: paths.journal(),
      icon: 'journal',
      name: 'Journal',
      keys: 'G J',
      here: onJournal,
      open: maySee('journal', desk.role) || maySee('lookups', desk.role),
    },
    {
      to: paths.oversight(),
      icon: 'oversight',
      name: 'Oversight',
      keys: 'G V',
      here: onOversight,
      open: maySee('oversight', desk.role),
    },
    {
      to: paths.people(),
      icon: 'person',
      name: 'People',
      keys: 'G E',
      here: onPeople,
      open: maySee('people', desk.role),
    },
    { to: paths.desk(), icon: 'desk', name: 'Stop switches', keys: 'G D', here: onDesk },
  ]
  return (
    <nav
      aria-label="Desk"
      className="fixed inset-y-0 left-0 z-30 flex w-14 flex-col items-center gap-1.5 border-r bg-surface py-2.5"
    >
      <NavLink to={paths.home()} aria-label="Makeright, home" className="mb-3 rounded-lg">
        <Mark className="size-8" />
      </NavLink>
      {places
        .filter(({ open = true }) => open)
        .map((place) => (
          <RailLink key={place.to} {...place} />
        ))}
    </nav>
  )
}

function RailLink({ to, icon, name, keys, here, count = 0 }: Place) {
  return (
    <NavLink
      to={to}
      aria-label={count > 0 ? `${name}, ${count} waiting` : name}
      aria-current={here ? 'page' : undefined}
      className={cx(
        'group relative grid size-10 place-items-center rounded-field transition-colors duration-100',
        here ? 'bg-accent-soft text-accent-ink' : 'text-muted hover:bg-hover hover:text-ink',
      )}
    >
      <Icon name={icon} className="size-4.5" />
      {count > 0 && <span className="absolute top-2 right-2 size-1.5 rounded-full bg-outage" />}
      <span
        aria-hidden="true"
        className="pointer-events-none absolute left-full z-40 ml-2 hidden items-center gap-2 rounded-lg border bg-raised px-2.5 py-1.5 text-xs font-medium whitespace-nowrap text-ink shadow-float group-hover:flex group-focus-visible:flex"
      >
        {name} <span className="text-faint">{keys}</span>
      </span>
    </NavLink>
  )
}
