import type { Desk } from '#shared/staff/views.ts'
import { stopWords } from './staff/stop-words.ts'
import { Note } from './ui/note.tsx'

/** Says on every page that giving is stopped, by whom and why, and what still works. */
export function ShellStops({ desk }: { desk: Desk }) {
  if (desk.stops.length === 0) return null
  return (
    <div className="px-5 pt-3">
      {desk.stops.map((stop) => (
        <Note
          key={stop.switchId}
          tone="refused"
          live="status"
          title={`${stopWords(stop.scope).what} are stopped.`}
        >
          {stop.by}: “{stop.reason}” {stopWords(stop.scope).meanwhile}
        </Note>
      ))}
    </div>
  )
}
