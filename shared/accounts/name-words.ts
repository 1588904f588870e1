/** Letters that do not fall apart into a base letter and a mark, as people type them without. */
const plainLetters: Record<string, string> = {
  đ: 'd',
  ð: 'd',
  ø: 'o',
  ł: 'l',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  þ: 'th',
}
const particles = new Set([
  'de',
  'del',
  'della',
  'la',
  'las',
  'los',
  'le',
  'van',
  'von',
  'der',
  'den',
  'st',
  'el',
  'al',
  'bin',
  'ibn',
  'san',
  'da',
  'di',
  'dos',
  'du',
  'mc',
  'mac',
  'o',
])
const apostrophes = /['’‘ʼʹ`´′＇]/g
const plainAscii = /^[\x20-\x7e]*$/

/** Lower case, without accents or marks: "Nguyễn" becomes "nguyen". */
function withoutMarks(text: string): string {
  const lower = text.toLowerCase()
  if (plainAscii.test(lower)) return lower
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[đðøłßæœıþ]/g, (letter) => plainLetters[letter] ?? letter)
}

const split = (text: string): string[] => text.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')

/** What a person typed, as the words to look for: "O’Brien, Seán" becomes ["obrien", "sean"]. Each matches as a prefix. */
export function searchWords(query: string): string[] {
  return [...new Set(split(withoutMarks(query.replace(apostrophes, ''))))]
}

/**
 * The words a name is found by, separated by spaces: those that people type for it. "Siobhán O'Brien" is found by
 * "obrien" and by "o brien", "María de la Cruz" by "delacruz", "McDonald" by "mc donald".
 */
export function nameWords(name: string): string {
  const words = searchWords(name)
  const also: string[] = []
  if (/['’‘ʼʹ`´′＇]/.test(name)) {
    for (const part of split(withoutMarks(name.replace(apostrophes, ' '))))
      if (part.length > 1) also.push(part)
  }
  for (const [, rest] of name.matchAll(/\bMa?c(\p{Lu}\p{L}+)/gu)) if (rest) also.push(withoutMarks(rest))
  let run = ''
  for (const word of words) {
    if (particles.has(word)) run += word
    else {
      if (run !== '') also.push(run + word)
      run = ''
    }
  }
  return also.length === 0 ? words.join(' ') : [...new Set([...words, ...also])].join(' ')
}
