import { useEffect, useRef } from 'react'

export type KeyMap = Readonly<Record<string, ((event: KeyboardEvent) => void) | undefined>>

const typing =
  'input, textarea, select, [contenteditable="true"], [role="combobox"], [role="listbox"], [role="menu"]'
const sequenceMs = 1200

/** "c", "?", "Escape", "ArrowDown", "Mod+Enter"; null for a bare modifier and for combinations nobody binds. */
export function keyName(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey'>): string | null {
  if (['Control', 'Meta', 'Shift', 'Alt', 'AltGraph', 'Dead', 'Process'].includes(event.key)) return null
  if (event.altKey) return null
  const name = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `Mod+${name}` : name
}

/** A field for digits takes no letter while it is empty, so that the keys beside it still work. */
const awaitsDigits = (target: Element): boolean =>
  target instanceof HTMLInputElement && target.dataset.digits !== undefined && target.value === ''
const inField = (event: KeyboardEvent): boolean =>
  event.target instanceof Element && event.target.closest(typing) !== null && !awaitsDigits(event.target)
const underDialog = (event: KeyboardEvent): boolean => {
  const dialog = document.querySelector('[role="dialog"][data-open], [role="alertdialog"][data-open]')
  return dialog !== null && !(event.target instanceof Node && dialog.contains(event.target))
}

/**
 * Binds keys while the component is mounted: `useKeys({ '/': focusSearch, 'g r': goToRequests, 'Mod+Enter': post })`.
 * Plain keys do nothing while one types or a dialog is open; Mod+… works from inside a field as well, and Escape is
 * passed on from there too (ask `event.target`). A key that is held down fires once.
 */
export function useKeys(keys: KeyMap, enabled = true): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    if (!enabled) return
    let before: { name: string; at: number } | null = null
    const press = (event: KeyboardEvent) => {
      const name = keyName(event)
      if (name === null || event.defaultPrevented || event.isComposing) return
      const strong = name.startsWith('Mod+') || name === 'Escape'
      if (event.repeat && !name.startsWith('Arrow') && name !== 'j' && name !== 'k') return
      if (
        // Esc closes a popover, by the browser itself.
        (name === 'Escape' && document.querySelector(':popover-open')) ||
        underDialog(event) ||
        (!strong && (inField(event) || document.querySelector('[role="dialog"][data-open]')))
      ) {
        before = null
        return
      }
      const pair =
        before && event.timeStamp - before.at < sequenceMs
          ? latest.current[`${before.name} ${name}`]
          : undefined
      const run = pair ?? latest.current[name]
      before = { name, at: event.timeStamp }
      if (!run) return
      before = null
      event.preventDefault()
      run(event)
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [enabled])
}
