import { createColumnHelper } from '@tanstack/react-table'
import { Button } from '#client/ui/button.tsx'
import type { features } from '#client/ui/data-table.tsx'
import { dayYearIn } from '#client/ui/format.ts'
import { Pill } from '#client/ui/pill.tsx'
import { roleAndLevel } from '#shared/staff/roles.ts'
import type { PersonRow } from '#shared/staff/views.ts'

export type PersonLine = { person: PersonRow; onOpen: (person: PersonRow) => void }

const column = createColumnHelper<typeof features, PersonLine>()
const here = Intl.DateTimeFormat().resolvedOptions().timeZone
const day = (instant: string | null, otherwise: string): string =>
  instant ? dayYearIn(instant, here) : otherwise

const columns = [
  column.display({
    id: 'who',
    header: 'Who',
    cell: ({ row: { original } }) => {
      const { name, own, active } = original.person
      return (
        <>
          <span className="flex items-center gap-2">
            <span className={active ? 'truncate leading-5 font-medium' : 'truncate leading-5 text-muted'}>
              {name}
            </span>
            {!active && <Pill className="h-5.5">off</Pill>}
          </span>
          {own && own.usernames.length > 0 && (
            <span className="block truncate text-xs leading-4 text-muted">{own.usernames.join(', ')}</span>
          )}
        </>
      )
    },
  }),
  column.display({
    id: 'role',
    header: 'Role and limit',
    cell: ({ row: { original } }) => (
      <span className="flex flex-wrap items-center gap-x-2">
        <span className="truncate">{roleAndLevel(original.person.role, original.person.level)}</span>
        {original.person.waiting > 0 && (
          <Pill tone="outage" className="h-5.5">
            change waits
          </Pill>
        )}
      </span>
    ),
  }),
  column.display({
    id: 'since',
    header: 'Since',
    cell: ({ row: { original } }) => day(original.person.since, 'before it was noted'),
  }),
  column.display({
    id: 'agreed',
    header: 'Agreed by',
    cell: ({ row: { original } }) => {
      const { askedBy, agreedBy } = original.person
      return agreedBy ? (
        <>
          <span className="block truncate leading-5">{agreedBy}</span>
          <span className="block truncate text-xs leading-4 text-muted">asked by {askedBy}</span>
        </>
      ) : (
        <span className="text-muted">the command</span>
      )
    },
  }),
  column.display({
    id: 'seen',
    header: 'Last sign-in',
    cell: ({ row: { original } }) => original.person.own && day(original.person.own.lastSignIn, 'never'),
  }),
  column.display({
    id: 'act',
    header: () => <span className="sr-only">Change</span>,
    cell: ({ row: { original } }) => (
      <Button
        size="small"
        aria-label={`Change ${original.person.name}`}
        disabledBecause={original.person.may.change.ok ? null : original.person.may.change.because}
        reasonPlace="spoken"
        onClick={() => original.onOpen(original.person)}
      >
        Change…
      </Button>
    ),
  }),
]

/** When somebody signed in is for administrators, and so is changing them: others get no columns of what is not theirs. */
export const columnsFor = (administers: boolean) =>
  administers ? columns : columns.filter(({ id }) => id !== 'seen' && id !== 'act')
