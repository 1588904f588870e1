import type { Fault } from './fault.ts'

const fourEyes = [
  {
    file: 'server/db/migrations/0006-adjustments.ts',
    from: 'constraint four_eyes check (decided_by <> requested_by),',
    to: '',
  },
  {
    file: 'server/db/migrations/0006-adjustments.ts',
    from: `primary key (account_id, adjustment_id, approved_by),
      constraint four_eyes check (approved_by <> requested_by)`,
    to: 'primary key (account_id, adjustment_id, approved_by)',
  },
]

/** Faults in who may decide, when, and how often. */
export const decidingFaults: readonly Fault[] = [
  {
    name: 'role-changed-alone',
    what: 'roles are only changed by the code that asks for two administrators, and the database believes whoever owns it',
    drill: 'M13',
    sentence: /Somebody decided their own request: another role, without two administrators, as the owner/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0021-people.ts',
        from: 'create trigger two_agree before update on staff for each row',
        to: 'create trigger two_agree before truncate on staff for each statement',
      },
    ],
  },
  {
    name: 'decided-without-the-lock',
    what: 'a decision does not lock the account, because the update asks for the state anyway',
    drill: 'M3',
    sentence: /A loser was answered 500|was decided [02-9]/,
    quick: true,
    changes: [
      {
        file: 'server/adjustments/load-request.ts',
        from: ' for update`.execute(work.tx)',
        to: '`.execute(work.tx)',
      },
    ],
  },
  {
    name: 'own-request-by-sign-in',
    what: 'one’s own is told by the sign-in, so that a manager with two of them is two; the constraints are gone with it',
    drill: 'M13',
    sentence: /Somebody decided their own request/,
    quick: true,
    changes: [
      {
        file: 'shared/adjustments/permissions.ts',
        from: 'if (request.requestedBy === actor.staffId)\n',
        to: "if (request.requestedBy === actor.staffId && actor.name === '')\n",
      },
      ...fourEyes,
    ],
  },
  {
    name: 'four-eyes-only-in-code',
    what: 'the code looks for one’s own request, the database does not',
    drill: 'M13',
    sentence: /Somebody decided their own request: (an approval|a grant) (by|decided by) oneself/,
    quick: false,
    changes: fourEyes,
  },
  {
    name: 'hold-kept-on-refusal',
    what: 'a refused request keeps its hold',
    drill: 'M3',
    sentence: /The books do not hold: a waiting request holds its money/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/end-request.ts',
        from: 'await releaseHold(',
        to: 'void (',
      },
    ],
  },
  {
    name: 'budget-not-returned',
    what: 'a voided hold does not give its part of the budget back',
    drill: 'M3',
    sentence: /The books do not hold: each budget counter/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/release-hold.ts',
        from: 'await returnBudget(work, hold.budgetId, hold.stripe, amount)',
        to: '',
      },
    ],
  },
  {
    name: 'expired-whatever-its-state',
    what: 'the sweep ends what ran out without asking whether it was decided meanwhile',
    drill: 'M2',
    sentence: / ended as /,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/expire-requests.ts',
        from: "and state = 'requested' and expires_at <= now()\n",
        to: 'and expires_at <= now()\n',
      },
    ],
  },
  {
    name: 'limit-off-by-a-cent',
    what: 'a credit of one cent over the limit is posted',
    drill: 'M1',
    sentence: /The desk and the reference differ/,
    quick: false,
    changes: [
      {
        file: 'shared/adjustments/decide.ts',
        from: 'if (ask.amount > limits.perAction)\n',
        to: 'if (ask.amount > limits.perAction + 1n)\n',
      },
    ],
  },
]
