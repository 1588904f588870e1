import type { Fault } from './fault.ts'

/** Faults in what is told to whom, and in what customers are told of. */
export const callingFaults: readonly Fault[] = [
  {
    name: 'shown-before-verified',
    what: 'the page of a request does not ask for a verified caller, because agents only open their own requests',
    drill: 'A6',
    sentence: /adjustments\.requestPage was (answered although|refused although)|requestPage was answered/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/router.ts',
        from: "requestPage: procedureFor({ who: readers, object: 'request', reads: 'request', caller: 'verified' })",
        to: "requestPage: procedureFor({ who: readers, object: 'request', reads: 'request' })",
      },
    ],
  },
  {
    name: 'verified-for-ever',
    what: 'a verification is not looked at for its time, because wrap-up ends it anyway',
    drill: 'A6',
    sentence: /was answered although no check of this contact had passed/,
    quick: false,
    changes: [
      {
        file: 'server/staff/sessions.ts',
        from: 'k.ended_at is null and k.expires_at > now()',
        to: 'k.ended_at is null',
      },
    ],
  },
  {
    name: 'changed-and-not-told',
    what: 'a changed number is told at the new number only, and the database is told that the carrier says the rest',
    drill: 'A6',
    sentence: /changes were not told to the customer/,
    quick: false,
    changes: [
      {
        file: 'server/contacts/change-record.ts',
        from: 'await tellOfChange(work, { accountId, what, before, after })',
        to: 'await tellOfChange(work, { accountId, what, before: after, after })',
      },
    ],
  },
  {
    name: 'shown-and-written-down',
    what: 'the event of a look at a masked detail keeps what was shown, so that an auditor need not ask again',
    drill: 'A7',
    sentence: /A customer’s email stands in the journal/,
    quick: false,
    changes: [
      {
        file: 'server/contacts/reveal-detail.ts',
        from: "action: 'reveal', reason, detail: { what } })",
        to: "action: 'reveal', reason, detail: { what, was: account.email } })",
      },
    ],
  },
]
