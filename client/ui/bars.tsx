import { cx, type Tone } from './classes.ts'

export type Bar = { key: string; label: string; value: number; words: string }

const fills: Record<Tone, string> = {
  neutral: 'fill-line-strong',
  accent: 'fill-accent',
  outage: 'fill-outage',
  given: 'fill-given',
  refused: 'fill-refused',
}

/** Lengths to compare, each with its figure in words: a table that is drawn. Values below zero go in the other tone. */
export function Bars({
  caption,
  bars,
  tone = 'accent',
  below = 'refused',
}: {
  caption: string
  bars: readonly Bar[]
  tone?: Tone
  below?: Tone
}) {
  const longest = Math.max(1, ...bars.map(({ value }) => Math.abs(value)))
  return (
    <table className="w-full border-separate border-spacing-y-1 text-[13px]">
      <caption className="pb-1 text-left text-xs text-muted">{caption}</caption>
      <tbody>
        {bars.map(({ key, label, value, words }) => (
          <tr key={key}>
            <th scope="row" className="w-px pr-3 text-right font-medium whitespace-nowrap">
              {label}
            </th>
            <td aria-hidden="true">
              <svg className="block w-full" height="14" aria-hidden="true">
                <rect width="100%" height="14" rx="3" className="fill-neutral-soft" />
                <rect
                  width={`${(100 * Math.abs(value)) / longest}%`}
                  height="14"
                  rx="3"
                  className={cx(fills[value < 0 ? below : tone])}
                />
              </svg>
            </td>
            <td className="w-px pl-3 text-right whitespace-nowrap">{words}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
