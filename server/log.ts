import pino, { type Logger } from 'pino'

/**
 * One event is one line. JSON escapes line feeds and escape characters; it leaves DEL, the C1 controls (a terminal takes
 * U+009B for the beginning of a command) and the separators that some viewers break lines at.
 */
const leftByJson = /[\u007f-\u009f\u2028\u2029]/g

export function makeLog(level: string, write: (line: string) => void): Logger {
  return pino({ level, base: null }, { write: (line: string) => write(line.replace(leftByJson, escaped)) })
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`

/** What a command prints goes to a terminal: lines stay lines, and whatever else could tell it something is written out. */
export const plain = (words: string): string =>
  Array.from(words, (character) => (isPlain(character) ? character : escaped(character))).join('')

const isPlain = (character: string): boolean =>
  ['\n', '\t'].includes(character) || (character >= ' ' && character.replace(leftByJson, '') !== '')
