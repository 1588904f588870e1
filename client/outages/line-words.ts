import { clock, counted, duration, zoneName } from '#client/ui/format.ts'
import type { LineImpactView } from '#shared/outages/views.ts'

const sourceWords: Record<string, string> = {
  hss: 'core records',
  probe: 'network probe',
  care: 'customer report',
}

/** What the desk calls a feed; one it does not know keeps its own name. */
export const sourceName = (source: string): string => sourceWords[source.toLowerCase()] ?? source

/** The figure at the right of a strip and the caption under it. What is not certain is shown apart (rulings 14). */
export function lossWords(line: LineImpactView): { figure: string; caption: string } {
  const evidence = line.sources.map(sourceName).join(', ')
  if (line.secondsLost === 0) return { figure: 'not affected', caption: evidence || 'no loss reported' }
  const certain = line.secondsLost - line.uncertainSeconds
  if (line.uncertainSeconds > 0) {
    return {
      figure: certain > 0 ? `${duration(certain)} +` : 'uncertain',
      caption: `up to ${duration(line.secondsLost)}, end uncertain`,
    }
  }
  const stretches = stretchesOf(line)
  const gaps = stretches.length > 1 ? `, ${stretches.length} times` : ''
  return { figure: duration(line.secondsLost), caption: `${evidence || 'reported'}${gaps}` }
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
