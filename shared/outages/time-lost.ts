export type Window = { startsAt: Date; endsAt: Date }
/** One row of evidence: when a line lost the network and, unless the feed ended first, when it came back. */
export type Interval = { detachedAt: Date; reattachedAt: Date | null }
/** A stretch without service inside the window; uncertain where only an open end says so. */
export type Piece = { from: Date; to: Date; certain: boolean }
export type TimeLost = {
  secondsLost: number
  uncertainSeconds: number
  pieces: Piece[]
  firstLostAt: Date | null
  lastBackAt: Date | null
}
type Span = [from: number, to: number]

/**
 * Time lost: the union of a line's intervals over all sources, clipped to the adjudicated window. An open end stops at
 * the line's next detach of any source, else at the window's end, and what only it covers is uncertain.
 * server/outages/measure-impacts.ts says the same in SQL; a test holds one against the other.
 */
export function timeLost(intervals: readonly Interval[], window: Window): TimeLost {
  const opens = window.startsAt.getTime()
  const shuts = window.endsAt.getTime()
  const detaches = [...new Set(intervals.map((each) => each.detachedAt.getTime()))].sort((a, b) => a - b)
  const next = new Map(detaches.map((at, index) => [at, detaches[index + 1]]))
  const closed: Span[] = []
  const all: Span[] = []
  for (const { detachedAt, reattachedAt } of intervals) {
    const from = detachedAt.getTime()
    const to = reattachedAt?.getTime() ?? next.get(from) ?? shuts
    const span: Span = [Math.max(from, opens), Math.min(to, shuts)]
    if (span[0] >= span[1]) continue
    all.push(span)
    if (reattachedAt) closed.push(span)
  }
  const lost = union(all)
  const sure = union(closed)
  const pieces = lost.flatMap((span) => cut(span, sure))
  return {
    secondsLost: Math.floor(length(lost) / 1000),
    uncertainSeconds: Math.floor((length(lost) - length(sure)) / 1000),
    pieces,
    firstLostAt: pieces[0]?.from ?? null,
    lastBackAt: pieces.at(-1)?.to ?? null,
  }
}

const length = (spans: readonly Span[]): number => spans.reduce((sum, [from, to]) => sum + to - from, 0)

function union(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const [from, to] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else joined.push([from, to])
  }
  return joined
}

/** One lost stretch, cut where certainty changes. */
function cut([from, to]: Span, sure: readonly Span[]): Piece[] {
  const pieces: Piece[] = []
  const add = (start: number, end: number, certain: boolean) => {
    if (start < end) pieces.push({ from: new Date(start), to: new Date(end), certain })
  }
  let at = from
  for (const [sureFrom, sureTo] of sure) {
    if (sureTo <= from || sureFrom >= to) continue
    add(at, sureFrom, false)
    add(sureFrom, sureTo, true)
    at = sureTo
  }
  add(at, to, false)
  return pieces
}
