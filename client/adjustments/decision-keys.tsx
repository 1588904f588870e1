import { Kbd } from '#client/ui/kbd.tsx'

const keys: [string[], string][] = [
  [['j', 'k'], 'move'],
  [['Enter'], 'open'],
  [['a'], 'approve…'],
  [['l'], 'less…'],
  [['s'], 'send back…'],
  [['x'], 'refuse…'],
  [['Esc'], 'back'],
]

export function DecisionKeys() {
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
      <span className="flex items-center gap-1">
        only <Kbd>Mod+Enter</Kbd> decides
      </span>
    </p>
  )
}
