/** What a question showed (`reads` beside each procedure), as somebody says it of a person. */
export const lookWords = {
  'account page': 'Looked at the account',
  'callers to review': 'Looked at whom to review',
  'credit working': 'Looked at how a credit was worked out',
  event: 'Opened an event',
  journal: 'Looked at the journal',
  'look-ups': 'Looked at who looked up whom',
  'minimum card': 'Looked at who may be calling',
  month: 'Looked at a month’s totals',
  outage: 'Looked at an outage',
  outages: 'Looked at the outages',
  oversight: 'Looked at the oversight page',
  'own sign-in': 'Looked at their own sign-in',
  people: 'Looked at the people',
  preview: 'Previewed a credit',
  programme: 'Looked at a programme',
  'programmes to run': 'Looked at what can be run',
  programmes: 'Looked at the programmes',
  promises: 'Looked at the promises',
  'recent accounts': 'Looked at recent accounts',
  request: 'Looked at a request',
  requests: 'Looked at the requests',
  run: 'Looked at a run',
  runs: 'Looked at the runs',
  search: 'Searched',
  simulations: 'Looked at what was tried out',
} as const satisfies Record<string, string>

export type LookName = keyof typeof lookWords

export const wordsOfLook = (what: string): string =>
  (lookWords as Record<string, string>)[what] ?? `Looked at ${what}`
