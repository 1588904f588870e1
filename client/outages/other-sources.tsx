import { lazy, Suspense, useState } from 'react'
import { counted } from '#client/ui/format.ts'
import type { OutageView } from '#shared/outages/views.ts'

const load = () => import('./sources-popover.tsx')
const SourcesPopover = lazy(async () => ({ default: (await load()).SourcesPopover }))

type Props = { outage: OutageView; timeZone: string }

/** The link to the other sources. What it opens is fetched when somebody reaches for it, not with the page. */
export function OtherSources({ outage, timeZone }: Props) {
  const [wanted, setWanted] = useState(false)
  if (outage.sources.length === 0) return null
  const words = counted(outage.sources.length, 'other source')
  const closed = (
    <button
      type="button"
      aria-haspopup="dialog"
      className="rounded font-medium text-accent-ink underline-offset-2 hover:underline"
      onPointerEnter={load}
      onFocus={load}
      onClick={() => setWanted(true)}
    >
      {words}
    </button>
  )
  if (!wanted) return closed
  return (
    <Suspense fallback={closed}>
      <SourcesPopover outage={outage} timeZone={timeZone} words={words} />
    </Suspense>
  )
}
