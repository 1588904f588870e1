/** The journal's acts in words. What is not here is shown as it is written. */
export const actWords: Record<string, string> = {
  read: 'Looked at',
  'sign-in': 'Signed in',
  'sign-out': 'Signed out',
  'give-adjustment': 'Gave a credit',
  'request-adjustment': 'Asked for a credit',
  'approve-adjustment': 'Approved',
  'approve-adjustment-first': 'Approved as the first of two',
  'refuse-adjustment': 'Refused',
  'return-adjustment': 'Sent back',
  'withdraw-adjustment': 'Withdrew',
  'reverse-adjustment': 'Reversed a credit',
  'reverse-credit': 'Reversed an automatic credit',
  'expire-request': 'Expired',
  'open-draft': 'Opened a draft',
  'save-draft': 'Saved a draft',
  'export-journal': 'Exported the journal',
  'stop-credits': 'Stopped credits',
  'lift-stop': 'Lifted a stop',
  'credit-batch': 'Credited a batch',
  import: 'Imported a file',
  'verify-journal': 'Verified the journal',
  'seal-key': 'New key of the seals',
}
export const wordsOfAct = (action: string): string =>
  actWords[action] ?? `${action[0]?.toUpperCase() ?? ''}${action.slice(1).replaceAll('-', ' ')}`
