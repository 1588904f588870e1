import { plain } from './words.ts'

/** What stands beside an event, named for people. A name that is not here is shown as it is written. */
const names: Record<string, string> = {
  what: 'What',
  by: 'By',
  count: 'Rows shown',
  accounts: 'Accounts shown',
  code: 'Why',
  more: 'And',
  amount: 'Amount',
  offered: 'Fair offer then',
  reason: 'Reason chosen',
  staffId: 'Person No.',
  role: 'Role',
  level: 'Level',
  how: 'With',
  ended: 'Sign-ins ended',
  sessions: 'Sign-ins ended',
  locked: 'Name locked',
  names: 'Names tried',
  from: 'From',
  contact: 'Conversation No.',
  talksTo: 'Talks to',
  way: 'Way',
  triesLeft: 'Tries left',
  to: 'Sent to',
  told: 'Told at',
  relation: 'Relation',
  scope: 'Of',
  programme: 'Programme',
  version: 'Version',
  revision: 'Revision',
  problems: 'Problems left',
  run: 'Run No.',
  batch: 'Batch',
  root: 'Root of its hashes',
  transferId: 'Transfer No.',
  billTo: 'Number at billing',
  items: 'Items',
  rows: 'Rows',
  keptDays: 'Days kept',
  uptoSeq: 'Up to No.',
  finding: 'Found',
  file: 'File',
  read: 'Rows read',
  rejected: 'Rows rejected',
  outcome: 'How it ended',
  because: 'Because',
}
export const nameOfDetail = (name: string): string =>
  names[name] ??
  `${name[0]?.toUpperCase() ?? ''}${plain(name.slice(1).replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))}`

const values: Record<string, string> = {
  admin: 'administrator',
  email: 'e-mail address',
  provider: 'the carrier’s own sign-in',
  recovery: 'a recovery code',
}
/** Only what is one word of the desk's own is put into words: numbers, names of files and sentences stay as they are. */
export function valueOfDetail(value: string | number | boolean | null): string {
  if (value === null) return 'none'
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'number') return value.toLocaleString('en-US')
  return values[value] ?? (/^[a-z]+(-[a-z]+)+$/.test(value) ? plain(value) : value)
}
