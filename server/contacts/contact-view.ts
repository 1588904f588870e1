import type { ContactView } from '#shared/contacts/views.ts'
import type { OpenContact } from './open-contact.ts'

type Row = Omit<OpenContact, 'account' | 'accountId'>

export const contactView = (row: Row): ContactView => ({
  contactId: row.contactId.toString(),
  talksTo: row.talksTo,
  verification: row.verification,
  verifiedAt: row.verifiedAt?.toISOString() ?? null,
  expiresAt: row.expiresAt.toISOString(),
  callingBack: row.calledBackAt !== null && row.verification === null,
  codeSent: row.codeUntil !== null && row.verification === null,
})
