import type { RefObject } from 'react'
import { Link } from 'react-router'
import { maySee } from '#shared/staff/roles.ts'
import type { Desk } from '#shared/staff/views.ts'
import { SearchBox } from './accounts/search-box.tsx'
import { useLiveState } from './live.ts'
import { paths } from './paths.ts'
import { ShellPerson } from './shell-person.tsx'
import { clockSeconds, counted, dayYear } from './ui/format.ts'
import { Pill } from './ui/pill.tsx'

type BarProps = {
  desk: Desk
  searchRef: RefObject<HTMLInputElement | null>
  underWay: boolean
  onKeys: () => void
}

/** Search, what is going on, which day it is, who waits, how true the page is, who is signed in. */
export function ShellBar({ desk, searchRef, underWay, onKeys }: BarProps) {
  const seesCustomers = maySee('customers', desk.role)
  return (
    <header className="sticky top-0 z-20 flex h-13 items-center gap-3 border-b bg-surface px-5">
      {seesCustomers && <SearchBox inputRef={searchRef} />}
      {desk.outage && (
        <Pill tone="outage" dot className="min-w-0 shrink max-lg:hidden" title={desk.outage.name}>
          <span className="truncate">{desk.outage.name}</span>
          <span className="shrink-0 max-[90rem]:hidden">
            · {desk.outage.programme ? `${desk.outage.programme} in force` : 'no programme in force'}
          </span>
        </Pill>
      )}
      <div className="ml-auto flex shrink-0 items-center gap-2">
        <LivePill />
        {desk.demo && (
          <Pill title="The business date of this demo; everything in it is made up">
            Demo<span className="max-xl:hidden"> · {dayYear(desk.businessDate)}</span>
          </Pill>
        )}
        {seesCustomers && (
          <Link to={paths.requests('waiting')} className="rounded-full max-md:hidden">
            <Pill className="hover:text-ink">
              {desk.waiting === 0 ? 'nothing waiting' : `${counted(desk.waiting, 'request')} waiting`}
            </Pill>
          </Link>
        )}
        <ShellPerson desk={desk} onKeys={onKeys} />
      </div>
      <div
        aria-hidden="true"
        className={underWay ? 'absolute inset-x-0 -bottom-px h-0.5 animate-pulse bg-accent' : 'hidden'}
      />
    </header>
  )
}

/** Both words keep their place, so that nothing beside them moves when the connection comes and goes. */
function LivePill() {
  const { live, asOf } = useLiveState()
  return (
    <span role="status" className="grid justify-items-end *:[grid-area:1/1]">
      <Pill
        tone="given"
        dot
        title="Changes of others appear by themselves"
        className={live ? undefined : 'invisible'}
      >
        live
      </Pill>
      <Pill
        tone="outage"
        dot
        title="No live connection: what you see may have changed since"
        className={live ? 'invisible' : undefined}
      >
        as of {clockSeconds(asOf)}
      </Pill>
    </span>
  )
}
