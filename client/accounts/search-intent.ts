import { paths } from '#client/paths.ts'
import type { SearchAnswer, SearchHit } from '#shared/accounts/views.ts'

/** Shorter texts match half the country. */
export const leastLetters = 2

/** A text as it is asked for: what the ends hold is never meant. */
export const asked = (text: string): string => text.trim().slice(0, 200)

export type Enter =
  | { do: 'open'; hit: SearchHit }
  | { do: 'mark'; index: number }
  | { do: 'wait' }
  | { do: 'nothing' }

/**
 * What Enter means. The marked row, if the person marked one; else the account that the text names exactly. Several
 * are a list and never a jump, so Enter then marks the first row and waits for the next.
 */
export function meaningOfEnter(answer: SearchAnswer | null, marked: number): Enter {
  if (!answer) return { do: 'wait' }
  const chosen = answer.hits[marked]
  if (chosen) return { do: 'open', hit: chosen }
  const first = answer.hits[0]
  if (!first) return { do: 'nothing' }
  return answer.exact ? { do: 'open', hit: first } : { do: 'mark', index: 0 }
}

/** The row after an arrow: it goes round, and -1 is the field itself. */
export const moved = (marked: number, by: 1 | -1, count: number): number => {
  if (count === 0) return -1
  const places = count + 1
  return ((marked + 1 + by + places) % places) - 1
}

/** The sentence for nothing found, by what was probably meant. */
export function nothingFound(text: string): { title: string; advice: string } {
  const isNumber = /\d/.test(text) && !/[a-z]{2}/i.test(text)
  return {
    title: `No account for “${text.length > 40 ? `${text.slice(0, 40)}…` : text}”`,
    advice: isNumber
      ? 'Try the last four digits of the phone, or the name.'
      : 'Try the first letters of each name, or the last four digits of the phone.',
  }
}

export const pathOfHit = (hit: SearchHit): string =>
  hit.adjustmentId ? paths.request(hit.accountId, hit.adjustmentId) : paths.account(hit.accountId)
