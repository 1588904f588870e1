export const shortestPassword = 12

/** What somebody who guesses here would try first: docs/security.md has the same list, and a test holds them together. */
export const wordsOfThisPlace = [
  'makeright',
  'outage',
  'credit',
  'carrier',
  'network',
  'callcenter',
  'callcentre',
  'helpdesk',
  'support',
  'agent',
  'supervisor',
  'manager',
  'auditor',
  'admin',
  'administrator',
  'password',
  'passw0rd',
  'welcome',
  'letmein',
  'changeme',
  'qwerty',
  'secret',
] as const
/** What has to be left when these words, the person's own names and years are taken out. */
const leastLeft = 6

/** Why this cannot be somebody's password; null when it can. Nothing is asked of its characters (NIST 800-63B). */
export function passwordProblem(
  password: string,
  of: { username: string | null; name: string | null },
): string | null {
  if (password.length < shortestPassword) return `A password has at least ${shortestPassword} characters.`
  const own = `${of.username ?? ''} ${of.name ?? ''}`
    .toLowerCase()
    .split(/[\s._-]+/)
    .filter((word) => word.length >= 3)
  const words = [...wordsOfThisPlace, ...own].sort((one, other) => other.length - one.length)
  const left = words
    .reduce((text, word) => text.replaceAll(word, ' '), password.toLowerCase())
    .replace(/(19|20)\d\d/g, ' ')
    .replace(/\s/g, '')
  return left.length < leastLeft
    ? 'This password is made of words that somebody would try first here. Take others, or more of them.'
    : null
}
