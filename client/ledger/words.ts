import type { Tone } from '#client/ui/classes.ts'
import { counted } from '#client/ui/format.ts'
import type { PromiseItem } from '#shared/ledger/views.ts'

/** Where the item is, in one word and its colour. */
export function placeOf({ billing, delivery, accountClosed, way }: PromiseItem): {
  word: string
  tone: Tone
} {
  if (billing === 'failed' && accountClosed && way === null)
    return { word: 'account closed', tone: 'refused' }
  if (billing === 'failed') return { word: 'refused by billing', tone: 'refused' }
  if (delivery === 'dead') return { word: 'could not be sent', tone: 'refused' }
  if (billing === 'applied') return { word: 'on the bill', tone: 'given' }
  if (billing === 'accepted') return { word: 'at billing', tone: 'accent' }
  if (billing === 'queued') return { word: delivery === 'waiting' ? 'being sent' : 'queued', tone: 'neutral' }
  return { word: 'scheduled', tone: 'neutral' }
}

/** "6 days left", "today", "3 days late". */
export function timeLeft(days: number): { words: string; tone: 'plain' | 'near' | 'late' } {
  if (days < 0) return { words: `${counted(-days, 'day')} late`, tone: 'late' }
  if (days === 0) return { words: 'today', tone: 'late' }
  return { words: `${counted(days, 'day')} left`, tone: days <= 7 ? 'near' : 'plain' }
}

export const taxWords: Record<string, string> = {
  with_tax: 'lowers the tax',
  without_tax: 'tax unchanged',
  billing_decides: 'billing decides',
}
