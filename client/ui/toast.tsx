import { useSyncExternalStore } from 'react'
import { cx, softTone, type Tone } from './classes.ts'

type Toast = { id: number; tone: Tone; title: string; detail: string | null }

let shown: readonly Toast[] = []
let nextId = 1
const listeners = new Set<() => void>()
const change = (next: readonly Toast[]) => {
  shown = next
  for (const listener of listeners) listener()
}
const close = (id: number) => change(shown.filter((toast) => toast.id !== id))

/** Says an outcome from anywhere. It repeats what the page shows already, so it may go by itself. */
export function toast({
  tone = 'neutral',
  title,
  detail = null,
  forMs = 6000,
}: {
  tone?: Tone
  title: string
  detail?: string | null
  forMs?: number
}): void {
  const id = nextId++
  change([...shown.slice(-2), { id, tone, title, detail }])
  setTimeout(() => close(id), forMs)
}

const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** The live region is always in the page: a region that arrives with its text is not read out. */
export function Toasts() {
  const toasts = useSyncExternalStore(subscribe, () => shown)
  return (
    <section
      aria-label="Outcomes"
      aria-live="polite"
      className="pointer-events-none fixed right-5 bottom-5 z-50 flex w-80 flex-col gap-2"
    >
      {toasts.map(({ id, tone, title, detail }) => (
        <div
          key={id}
          className="pointer-events-auto flex items-start gap-3 rounded-xl border bg-raised p-3 shadow-float"
        >
          <span
            aria-hidden="true"
            className={cx(
              'mt-0.5 grid size-5 shrink-0 place-items-center rounded-full text-xs',
              softTone[tone],
            )}
          >
            {tone === 'refused' ? '×' : tone === 'given' ? '✓' : '·'}
          </span>
          <p className="min-w-0 flex-1 text-[13px]">
            <span className="block font-semibold">{title}</span>
            {detail && <span className="text-muted">{detail}</span>}
          </p>
          <button
            type="button"
            onClick={() => close(id)}
            aria-label="Dismiss"
            className="grid size-6 place-items-center rounded-md text-faint hover:bg-hover"
          >
            ×
          </button>
        </div>
      ))}
    </section>
  )
}
