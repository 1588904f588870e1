import { clock, counted, duration, zoneName } from '#client/ui/format.ts'
import { evidenceOf } from '#shared/outages/evidence-words.ts'
import type { LineImpactView } from '#shared/outages/views.ts'

/** The figure at the right of a strip and the caption under it. What is not certain is shown apart (rulings 14). */
export function lossWords(line: LineImpactView): { figure: string; caption: string } {
  const evidence = evidenceOf(line.sources)
  if (line.secondsLost === 0) return { figure: 'not affected', caption: evidence }
  const certain = line.secondsLost - line.uncertainSeconds
  if (line.uncertainSeconds > 0) {
    const most = duration(line.secondsLost)
    return certain > 0
      ? { figure: `${duration(certain)} +`, caption: `up to ${most}` }
      : { figure: `up to ${most}`, caption: 'end uncertain' }
  }
  const times = stretchesOf(line).length
  return { figure: duration(line.secondsLost), caption: times > 1 ? `${evidence}, ${times} times` : evidence }
}

type Stretch = { from: string; to: string; certain: boolean }

/** Pieces that touch are one stretch without service, certain or not. */
function stretchesOf(line: LineImpactView): Stretch[] {
  const stretches: Stretch[] = []
  for (const piece of line.pieces) {
    const last = stretches.at(-1)
    if (last && last.to === piece.from)
      stretches[stretches.length - 1] = { from: last.from, to: piece.to, certain: piece.certain }
    else stretches.push({ ...piece })
  }
  return stretches
}

/** The strip in words, for who cannot see it. */
export function stripWords(line: LineImpactView, timeZone: string): string {
  if (line.secondsLost === 0) return 'Not affected.'
  const zone = zoneName(timeZone, line.pieces[0]?.from)
  const times = stretchesOf(line).map(
    ({ from, to, certain }) =>
      `${clock(from, timeZone)} to ${clock(to, timeZone)}${certain ? '' : ', end uncertain'}`,
  )
  return `Without service ${times.join(' and ')} ${zone}: ${duration(line.secondsLost)}.`
}

/** "4 of 5 lines lost service" */
export function affectedWords(lines: LineImpactView[]): string {
  const affected = lines.filter((line) => line.secondsLost > 0).length
  return affected === 0
    ? 'No line lost service'
    : `${affected} of ${counted(lines.length, 'line')} lost service`
}
