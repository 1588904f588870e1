import { maySee, type seenBy } from '#shared/staff/roles.ts'
import { useDesk } from './staff/use-desk.ts'
import { Dialog } from './ui/dialog.tsx'
import { Kbd } from './ui/kbd.tsx'

type Seen = keyof typeof seenBy
type Key = [keys: string[], does: string, of?: Seen[]]
const groups: { title: string; of?: Seen[]; keys: Key[] }[] = [
  {
    title: 'Anywhere',
    keys: [
      [['/'], 'Search', ['customers']],
      [['g', 'h'], 'Search home', ['customers']],
      [['g', 'r'], 'Requests', ['customers']],
      [['g', 'o'], 'Outages', ['customers']],
      [['g', 'p'], 'Programmes', ['customers']],
      [['g', 'b'], 'Promises and bills', ['customers']],
      [['g', 'u'], 'Runs', ['customers']],
      [['g', 'j'], 'Journal', ['journal', 'lookups']],
      [['g', 'v'], 'Oversight', ['oversight']],
      [['g', 'e'], 'People', ['people']],
      [['g', 'd'], 'Stop switches'],
      [['?'], 'This sheet'],
      [['Esc'], 'Leave a field, a list, a panel'],
    ],
  },
  {
    title: 'In the search',
    of: ['customers'],
    keys: [
      [['Up', 'Down'], 'Move in the list'],
      [['Enter'], 'Open the exact match, or the row'],
    ],
  },
  {
    title: 'Until the caller is verified',
    of: ['customers'],
    keys: [
      [['0–9'], 'The passcode'],
      [['k'], 'Send a code'],
      [['b'], 'Call the number of record back'],
      [['Mod+Enter'], 'They answered at that number'],
      [['c'], 'A contact of the business'],
      [['w'], 'Open without the caller…'],
    ],
  },
  {
    title: 'On an account',
    of: ['customers'],
    keys: [
      [['c'], 'Amount to give'],
      [['o'], 'Take the fair offer'],
      [['Mod+Enter'], 'Post, or ask when it is over your limit'],
      [['e'], 'Change the record…'],
      [['n'], 'No more texts…'],
      [['q'], 'Wrap up…'],
    ],
  },
  {
    title: 'In the requests',
    of: ['customers'],
    keys: [
      [['j', 'k'], 'Next, previous'],
      [['Enter'], 'Open'],
      [['a'], 'Approve…'],
      [['l'], 'Approve less…'],
      [['s'], 'Send back…'],
      [['x'], 'Refuse…'],
      [['Mod+Enter'], 'Decide'],
    ],
  },
]

/** The keys of what this person is offered, and no others. */
export function KeySheet({ onClose }: { onClose: () => void }) {
  const { role } = useDesk()
  const isOffered = ({ of }: { of?: Seen[] | undefined }) => !of || of.some((what) => maySee(what, role))
  return (
    <Dialog
      open
      onClose={onClose}
      title="Keyboard"
      description="No single key posts or decides anything."
      wide
    >
      <div className="gap-8 sm:columns-2">
        {groups.filter(isOffered).map(({ title, keys }) => (
          <section key={title} aria-label={title} className="mb-5 break-inside-avoid">
            <h3 className="mb-1 text-xs font-semibold text-faint">{title}</h3>
            <dl>
              {keys
                .filter(([, , of]) => isOffered({ of }))
                .map(([names, does]) => (
                  <div
                    key={does}
                    className="flex min-h-8 items-center justify-between gap-3 border-b text-[13px] last:border-0"
                  >
                    <dt className="order-2 flex gap-1">
                      {names.map((name) => (
                        <Kbd key={name}>{name}</Kbd>
                      ))}
                    </dt>
                    <dd>{does}</dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
