import type { Tone } from '#client/ui/classes.ts'
import { counted } from '#client/ui/format.ts'
import type { JournalRow } from '#shared/audit/views.ts'
import { wordsOfAct } from '#shared/audit/words.ts'
import { formatMoney, money } from '#shared/money.ts'

const outcomes: Record<string, { word: string; tone: Tone }> = {
  done: { word: 'Done', tone: 'neutral' },
  refused: { word: 'Refused', tone: 'refused' },
  invalid: { word: 'Not readable', tone: 'outage' },
  failed: { word: 'Failed', tone: 'refused' },
}
export const outcomeWords = (outcome: string): { word: string; tone: Tone } =>
  outcomes[outcome] ?? { word: outcome, tone: 'neutral' }

/** "Looked at · account page", "Gave a credit · $5.48" */
export function actWordsOf({ action, detail }: Pick<JournalRow, 'action' | 'detail'>): {
  act: string
  more: string
} {
  const { what, by, count, amount, code } = detail
  const more = [
    typeof what === 'string' && what,
    typeof by === 'string' && `by ${by.replaceAll(' ', ' or ')}`,
    typeof count === 'number' && counted(count, 'row'),
    typeof amount === 'string' && /^-?\d+$/.test(amount) && formatMoney(money(BigInt(amount), 'USD')),
    typeof code === 'string' && code,
  ].filter(Boolean)
  return { act: wordsOfAct(action), more: more.join(' · ') }
}
