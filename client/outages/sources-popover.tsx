import { Popover } from '@base-ui/react/popover'
import { dayClockZone } from '#client/ui/format.ts'
import type { OutageView } from '#shared/outages/views.ts'

type Props = { outage: OutageView; timeZone: string; words: string }

/** Who says when it began and ended. One window is adjudicated; the others are kept beside it. Opens at once. */
export function SourcesPopover({ outage, timeZone, words }: Props) {
  return (
    <Popover.Root defaultOpen>
      <Popover.Trigger className="rounded font-medium text-accent-ink underline-offset-2 hover:underline">
        {words}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Positioner className="z-50" sideOffset={8} align="end">
          <Popover.Popup className="max-h-(--available-height) w-104 overflow-y-auto rounded-card border bg-raised p-4 shadow-float outline-none">
            <Popover.Title className="text-[13px] font-semibold">
              What others say about the times
            </Popover.Title>
            <Popover.Description className="mt-1 text-xs text-muted">
              What counts: {outage.windowSource}. {outage.cause}
            </Popover.Description>
            <ul className="mt-3 divide-y border-t">
              {outage.sources.map((source) => (
                <li key={`${source.source} ${source.remark}`} className="py-2 text-[13px]">
                  <p className="flex flex-wrap items-baseline justify-between gap-x-3">
                    <span className="font-medium">{source.source}</span>
                    <span className="shrink-0 text-xs text-muted">{times(source, timeZone)}</span>
                  </p>
                  {source.remark && <p className="text-xs text-muted">{source.remark}</p>}
                </li>
              ))}
            </ul>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}

function times(source: OutageView['sources'][number], timeZone: string): string {
  const { startsAt, endsAt } = source
  if (startsAt && endsAt) return `${dayClockZone(startsAt, timeZone)} – ${dayClockZone(endsAt, timeZone)}`
  if (startsAt) return `from ${dayClockZone(startsAt, timeZone)}`
  if (endsAt) return `until ${dayClockZone(endsAt, timeZone)}`
  return ''
}
