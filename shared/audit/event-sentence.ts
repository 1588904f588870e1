import { callWords, triedWords } from './call-words.ts'
import { wordsOfLook } from './look-words.ts'
import { wordsOfRefusal } from './refusal-words.ts'
import type { JournalRow } from './views.ts'
import { wordsOfAct } from './words.ts'

type Event = Pick<JournalRow, 'action' | 'outcome' | 'detail'>

/** What somebody did or tried, without its subject: "Searched by name", "Tried to give a credit". */
export function eventSentence({ action, outcome, detail }: Event): string {
  const { what, by } = detail
  const call = typeof what === 'string' ? callWords[what] : undefined
  if (call) return `Tried to ${call}`
  const tried = outcome === 'done' ? undefined : triedWords[action]
  if (tried) return `Tried to ${tried}`
  if (action !== 'read') return wordsOfAct(action)
  const look = wordsOfLook(typeof what === 'string' ? what : 'something')
  return typeof by === 'string' ? `${look} by ${searchedBy(by)}` : look
}

/** What there is to add in a line below it: how many were shown, or why it was refused. */
export function eventMore({ action, detail }: Event): string[] {
  const { what, accounts, count, code, way, locked } = detail
  const more: string[] = []
  if (action === 'read' && Array.isArray(accounts)) more.push(`${counted(accounts.length, 'account')} shown`)
  else if (typeof count === 'number')
    more.push(
      count === 0
        ? what === 'search'
          ? 'nothing was found'
          : 'nothing there'
        : `${counted(count, 'row')} shown`,
    )
  if (typeof way === 'string') more.push(`by ${way.replaceAll('-', ' ')}`)
  if (typeof code === 'string') more.push(wordsOfRefusal(code))
  if (locked === true) more.push('the name is locked')
  return more
}

const kinds: Record<string, string> = { sim: 'SIM', email: 'e-mail address', request: 'request number' }
const searchedBy = (by: string): string =>
  by
    .split(' ')
    .map((kind) => kinds[kind] ?? kind)
    .join(' or ')

const counted = (count: number, one: string): string =>
  `${count.toLocaleString('en-US')} ${one}${count === 1 ? '' : 's'}`
