import { Kbd } from '#client/ui/kbd.tsx'

const moving: [string[], string][] = [
  [['j', 'k'], 'move'],
  [['Enter'], 'open'],
  [['Esc'], 'back'],
]
const deciding: [string[], string][] = [
  [['a'], 'approve…'],
  [['l'], 'less…'],
  [['s'], 'send back…'],
  [['x'], 'refuse…'],
]

/** The keys of the list, and of a decision for whoever decides. */
export function DecisionKeys({ decides }: { decides: boolean }) {
  const keys = decides ? [...moving, ...deciding] : moving
  return (
    <p className="mt-3 flex flex-wrap items-center gap-x-4 gap-y-2 text-xs text-muted">
      {keys.map(([names, does]) => (
        <span key={does} className="flex items-center gap-1">
          {names.map((name) => (
            <Kbd key={name}>{name}</Kbd>
          ))}
          {does}
        </span>
      ))}
      {decides && (
        <span className="flex items-center gap-1">
          only <Kbd>Mod+Enter</Kbd> decides
        </span>
      )}
    </p>
  )
}
