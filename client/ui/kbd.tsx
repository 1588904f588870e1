import { cx } from './classes.ts'

const onMac = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent)
const faces: Record<string, string> = {
  Mod: onMac ? '⌘' : 'Ctrl',
  Enter: '↵',
  Esc: 'Esc',
  Up: '↑',
  Down: '↓',
}
const faceOf = (key: string): string => faces[key] ?? (key.length === 1 ? key.toUpperCase() : key)

/** A key as printed on the keyboard; "Mod+Enter" is Ctrl or ⌘ and ↵. Decoration: the action's words say the rest. */
export function Kbd({
  children,
  onSolid = false,
  className,
}: {
  children: string
  onSolid?: boolean
  className?: string
}) {
  return (
    <kbd
      className={cx(
        'inline-flex h-5 min-w-5 items-center justify-center rounded-[5px] border px-1.5 font-sans text-[11px] leading-none font-medium whitespace-nowrap',
        onSolid ? 'border-current' : 'border-line bg-surface text-faint',
        className,
      )}
    >
      {children.split('+').map(faceOf).join(' ')}
    </kbd>
  )
}

/** For `aria-keyshortcuts`, which wants "Control+Enter". */
export const ariaKeys = (keys: readonly string[] | undefined): string | undefined =>
  keys?.map((key) => key.replace('Mod', onMac ? 'Meta' : 'Control')).join(' ')
