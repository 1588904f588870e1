import { useId } from 'react'
import type { LossPiece } from '#shared/outages/views.ts'
import { type StripScale, share } from './strip-scale.ts'

type Props = { scale: StripScale; pieces: LossPiece[]; label: string; slim?: boolean }

/** One line's day: the outage's window as a band, each loss as a bar, an end that is not certain hatched. */
export function OutageStrip({ scale, pieces, label, slim = false }: Props) {
  const hatch = useId()
  const band = slim ? 8 : 16
  const bar = slim ? 8 : 12
  const inset = (band - bar) / 2
  const place = (from: number, to: number) => ({
    x: `${share(scale, from)}%`,
    // A loss of seconds still has to be seen.
    style: { width: `max(2px, ${share(scale, to) - share(scale, from)}%)` },
  })
  return (
    <svg role="img" aria-label={label} className="block w-full overflow-hidden rounded" height={band}>
      <defs>
        <pattern id={hatch} width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect width="7" height="7" className="fill-outage-band" />
          <rect width="3.5" height="7" className="fill-outage" />
        </pattern>
      </defs>
      <rect width="100%" height={band} className="fill-neutral-soft" />
      <rect {...place(scale.windowFrom, scale.windowTo)} height={band} className="fill-outage-band" />
      {pieces.map((piece) => (
        <rect
          key={piece.from}
          {...place(Date.parse(piece.from), Date.parse(piece.to))}
          y={inset}
          height={bar}
          rx={2}
          fill={piece.certain ? undefined : `url(#${hatch})`}
          className={piece.certain ? 'fill-outage' : undefined}
        />
      ))}
    </svg>
  )
}

/** The hours above the strips. Hidden from screen readers: each strip says its own times. */
export function StripHours({ scale }: { scale: StripScale }) {
  return (
    <div aria-hidden="true" className="relative h-4 text-[11px] leading-4 text-faint">
      {scale.ticks.map((tick) => (
        <span
          key={tick.at}
          className="absolute -translate-x-1/2 first:translate-x-0"
          style={{ left: `${share(scale, tick.at)}%` }}
        >
          {tick.label}
        </span>
      ))}
    </div>
  )
}
