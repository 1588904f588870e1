import type { Tone } from '#client/ui/classes.ts'
import { eventMore, eventSentence } from '#shared/audit/event-sentence.ts'
import type { JournalRow } from '#shared/audit/views.ts'
import { formatMoney, money } from '#shared/money.ts'

const outcomes: Record<string, { word: string; tone: Tone }> = {
  done: { word: 'Done', tone: 'neutral' },
  new: { word: 'New', tone: 'neutral' },
  changed: { word: 'Changed', tone: 'neutral' },
  refused: { word: 'Refused', tone: 'refused' },
  invalid: { word: 'Not readable', tone: 'outage' },
  failed: { word: 'Failed', tone: 'refused' },
}
export const outcomeWords = (outcome: string): { word: string; tone: Tone } =>
  outcomes[outcome] ?? { word: outcome, tone: 'neutral' }

/** "Searched by name" and below it "3 accounts shown"; "Gave a credit" and "$5.48". */
export function actWordsOf(event: Pick<JournalRow, 'action' | 'outcome' | 'detail'>): {
  act: string
  more: string
} {
  const { amount } = event.detail
  const given = amountWords(amount)
  return { act: eventSentence(event), more: [...(given ? [given] : []), ...eventMore(event)].join(' · ') }
}

export const amountWords = (minor: unknown): string | null =>
  typeof minor === 'string' && /^-?\d+$/.test(minor) ? formatMoney(money(BigInt(minor), 'USD')) : null
