import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '#client/api.ts'
import { ExportButton } from '#client/audit/export-button.tsx'
import { Problem } from '#client/problem.tsx'
import { Button } from '#client/ui/button.tsx'
import { Card } from '#client/ui/card.tsx'
import { TextField } from '#client/ui/field.tsx'
import { Note } from '#client/ui/note.tsx'
import { Skeleton } from '#client/ui/skeleton.tsx'
import { useTitle } from '#client/ui/title.ts'
import { useSettled } from '#client/ui/use-settled.ts'
import { maySee, wordOfRole } from '#shared/staff/roles.ts'
import type { PersonRow } from '#shared/staff/views.ts'
import { AddPersonDialog } from './add-person-dialog.tsx'
import { FirstPassword } from './first-password.tsx'
import { PeopleTable } from './people-table.tsx'
import { PersonDialog } from './person-dialog.tsx'
import { useDesk } from './use-desk.ts'
import { WaitingChanges } from './waiting-changes.tsx'

/** Who works here, what they may do, since when and who agreed; and what waits for a second administrator. */
export default function PeoplePage() {
  useTitle('People')
  const desk = useDesk()
  const sees = maySee('people', desk.role)
  return (
    <div className="grid gap-4">
      <header>
        <h1 className="text-[22px] leading-7 font-semibold tracking-tight">People</h1>
        <p className="mt-0.5 text-muted">
          Who works here and what they may do. A role, a limit or a new person holds when two administrators
          agree; whoever leaves is out at once.
        </p>
      </header>
      {sees ? (
        <People />
      ) : (
        <Note tone="neutral" live="none" title="This page is for administrators, auditors and managers.">
          Your role ({wordOfRole(desk.role)}) does not see it. Your own role and limit stand under your name.
        </Note>
      )}
    </div>
  )
}

function People() {
  const trpc = useTRPC()
  const [find, setFind] = useState('')
  const settled = useSettled(find)
  const [adding, setAdding] = useState(false)
  const [open, setOpen] = useState<PersonRow | null>(null)
  const [first, setFirst] = useState<{ name: string; password: string } | null>(null)
  const query = useQuery({
    ...trpc.staff.people.queryOptions({ find: settled.trim() }),
    placeholderData: keepPreviousData,
  })
  const page = query.data
  if (query.isError && !page) return <Problem error={query.error} onRetry={query.refetch} />
  return (
    <>
      {page && (
        <WaitingChanges
          changes={page.waiting}
          now={Date.parse(page.asOf) + Math.max(0, Date.now() - query.dataUpdatedAt)}
          onAgreed={(name, { firstPassword }) => firstPassword && setFirst({ name, password: firstPassword })}
        />
      )}
      <div className="flex flex-wrap items-start justify-between gap-3">
        <TextField
          label="Find somebody"
          placeholder="Part of a name"
          value={find}
          onChange={setFind}
          className="w-72"
          autoComplete="off"
        />
        <div className="flex items-start gap-2">
          <ExportButton name="access-review" asked={{}}>
            Access review as CSV
          </ExportButton>
          <Button
            size="small"
            variant="primary"
            disabledBecause={
              !page ? 'The list is on its way.' : page.mayChange.ok ? null : page.mayChange.because
            }
            reasonPlace="spoken"
            onClick={() => setAdding(true)}
          >
            Add a person…
          </Button>
        </div>
      </div>
      <Card flush className="overflow-x-auto">
        {!page ? (
          <div aria-busy="true" className="px-4 py-2">
            {[0, 1, 2, 3, 4, 5, 6, 7].map((row) => (
              <Skeleton key={row} className="my-3 h-7 w-full" />
            ))}
          </div>
        ) : page.people.length === 0 ? (
          <div className="px-6 py-12 text-center">
            <p className="font-medium">Nobody is called like that.</p>
            <p className="mt-1 text-[13px] text-muted">Take something out of the search.</p>
          </div>
        ) : (
          <PeopleTable people={page.people} onOpen={setOpen} />
        )}
      </Card>
      {page && page.more > 0 && (
        <p className="text-xs text-muted">{page.more} more: type part of a name to find them.</p>
      )}
      {page && !page.mayChange.ok && <p className="text-xs text-muted">{page.mayChange.because}</p>}
      {page && adding && <AddPersonDialog levels={page.levels} onClose={() => setAdding(false)} />}
      {page && open && <PersonDialog person={open} levels={page.levels} onClose={() => setOpen(null)} />}
      {first && <FirstPassword {...first} onClose={() => setFirst(null)} />}
    </>
  )
}
