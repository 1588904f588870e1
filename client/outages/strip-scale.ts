import type { OutageView } from '#shared/outages/views.ts'

const hour = 3_600_000

export type StripScale = {
  from: number
  to: number
  windowFrom: number
  windowTo: number
  ticks: { at: number; label: string }[]
}

/** From the full hour before the outage to its end, with a tick every one, two or more hours: seven at the most. */
export function stripScale(outage: Pick<OutageView, 'startsAt' | 'endsAt'>, timeZone: string): StripScale {
  const windowFrom = Date.parse(outage.startsAt)
  const windowTo = Date.parse(outage.endsAt)
  const from = Math.floor(windowFrom / hour) * hour
  const to = Math.max(windowTo, from + hour)
  const step = [1, 2, 3, 4, 6, 12, 24, 48].find((hours) => (to - from) / (hours * hour) <= 7) ?? 96
  const clock = new Intl.DateTimeFormat('en-US', { hour: '2-digit', hourCycle: 'h23', timeZone })
  const ticks = []
  for (let at = from; at <= to; at += step * hour) ticks.push({ at, label: clock.format(at) })
  return { from, to, windowFrom, windowTo, ticks }
}

/** Where an instant lies on the strip, in percent, kept inside it. */
export function share(scale: StripScale, at: number): number {
  const part = ((at - scale.from) / (scale.to - scale.from)) * 100
  return Math.min(100, Math.max(0, part))
}
