import type { Fault } from './fault.ts'

/** Faults in keys, limits, claims and counters. */
export const givingFaults: readonly Fault[] = [
  {
    name: 'key-checked-without-the-lock',
    what: 'whether a key was used is looked up without locking it',
    drill: 'M4',
    sentence: /The same key was answered|entries were posted for/,
    quick: false,
    changes: [{ file: 'server/adjustments/give-adjustment.ts', from: 'for update of a, d`', to: '`' }],
  },
  {
    name: 'answer-not-the-first',
    what: 'a repeated key gets an answer that is made anew, with what is true now',
    drill: 'M4',
    sentence: /answers that differ from the first/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/give-adjustment.ts',
        from: 'if (draft.requestHash === requestHash) return draft.answer\n',
        to: 'if (draft.requestHash === requestHash) return { ...draft.answer, billOn: work.now.toISOString() }\n',
      },
    ],
  },
  {
    name: 'key-without-its-body',
    what: 'a key answers whatever body comes with it',
    drill: 'M4',
    sentence: /other bodies got 422 IDEMPOTENCY_MISMATCH/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/give-adjustment.ts',
        from: 'if (draft.requestHash === requestHash) return',
        to: 'if (requestHash) return',
      },
    ],
  },
  {
    name: 'limit-read-then-written',
    what: 'a person’s day is compared before it is counted up, not while',
    drill: 'M16',
    sentence: /The limit was passed \(day\)/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/write-give.ts',
        from: '::boolean or staff_days.given + excluded.given <=',
        to: '::boolean or true or staff_days.given + excluded.given <=',
      },
    ],
  },
  {
    name: 'budget-read-then-written',
    what: 'the budget is looked at before and not where it is counted; the check on the counter is gone with it',
    drill: 'M16',
    sentence: /The limit was passed \(budget\)/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/write-give.ts',
        from: '::bigint <= allotted returning stripe',
        to: '::bigint > 0 returning stripe',
      },
      {
        file: 'server/db/migrations/0004-ledger.ts',
        from: 'check (taken between 0 and allotted)',
        to: 'check (taken >= 0)',
      },
    ],
  },
  {
    name: 'claim-not-taken',
    what: 'a credit does not take the claim on its cause',
    drill: 'M4',
    sentence: /The books do not hold: whatever is given or asked for holds the claim/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/write-give.ts',
        from: 'from made\n    ), moved as (',
        to: 'from made where false\n    ), moved as (',
      },
    ],
  },
  {
    name: 'unique-index-dropped',
    what: 'the index that makes a posting of an adjustment happen once is an ordinary one',
    drill: 'M14',
    sentence: /The database took this from the desk’s role: a second posting/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0004-ledger.ts',
        from: 'create unique index transfers_adjustment_posted_once',
        to: 'create index transfers_adjustment_posted_once',
      },
    ],
  },
  {
    name: 'cents-as-floats',
    what: 'a bigint of the database becomes a number',
    drill: 'M15',
    sentence: /is number 9223372036854776000 on PostgreSQL|The largest sum is not exact/,
    quick: true,
    changes: [{ file: 'server/db/pg-values.ts', from: '[20, BigInt], // int8', to: '[20, Number],' }],
  },
]
