import { cx } from '#client/ui/classes.ts'
import { roleAndLevel } from '#shared/staff/roles.ts'
import type { DemoSignIn } from '#shared/staff/views.ts'

const may: Record<DemoSignIn['role'], string> = {
  agent: 'takes the calls',
  supervisor: 'decides requests',
  manager: 'decides all, can stop credits',
  auditor: 'reads everything, gives nothing',
  admin: 'people, no money',
}

type DemoPeopleProps = {
  people: readonly DemoSignIn[]
  chosen: string
  /** The person who was signed in before goes first. */
  first: string | null
  onChoose: (person: DemoSignIn) => void
}

/** The made-up people of a demo: one click fills the form, signing in stays an act of its own. */
export function DemoPeople({ people, chosen, first, onChoose }: DemoPeopleProps) {
  const ordered = [...people].sort((a, b) => Number(b.name === first) - Number(a.name === first))
  return (
    <section aria-labelledby="demo-people">
      <h2 id="demo-people" className="mb-1.5 text-xs font-semibold text-muted">
        This is a demo. Sign in as one of its made-up people:
      </h2>
      <ul className="max-h-84 overflow-y-auto rounded-field border">
        {ordered.map((person) => (
          <li key={person.username} className="border-b last:border-0">
            <button
              type="button"
              onClick={() => onChoose(person)}
              aria-pressed={person.username === chosen}
              className={cx(
                'flex h-10 w-full items-center gap-3 px-3 text-left -outline-offset-2',
                person.username === chosen ? 'bg-accent-soft' : 'hover:bg-hover',
              )}
            >
              <span className="w-32 shrink-0 truncate text-[13px] font-medium">{person.name}</span>
              <span className="min-w-0 truncate text-xs text-muted">
                <span className="font-medium">{roleAndLevel(person.role, person.level)}</span> ·{' '}
                {may[person.role]}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
