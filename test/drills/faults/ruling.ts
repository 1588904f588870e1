import type { Fault } from './fault.ts'

/** Faults in who may call what, in what answers hold, and in the events that they leave. */
export const rulingFaults: readonly Fault[] = [
  {
    name: 'rule-missing',
    what: 'a procedure is begun like the sign-in page: anybody may call it',
    drill: 'Z1',
    // It is seen before anybody calls: the desk does not start.
    sentence: /audit\.lookups does not say what it shows/,
    quick: true,
    changes: [
      {
        file: 'server/audit/router.ts',
        from: "lookups: procedureFor({ who: lookupsReaders, object: 'none', reads: 'look-ups' })",
        to: 'lookups: openProcedure',
      },
      {
        file: 'server/audit/router.ts',
        from: 'import { procedureFor, router }',
        to: 'import { openProcedure, procedureFor, router }',
      },
      { file: 'server/audit/router.ts', from: 'lookupsToday(ctx.db)', to: 'lookupsToday(ctx.database.db)' },
    ],
  },
  {
    name: 'role-too-wide',
    what: 'a rule names every reader where it named two roles',
    drill: 'Z1',
    sentence: /The table is not the reviewed one.*agent/,
    quick: false,
    changes: [
      {
        file: 'server/ledger/router.ts',
        from: "who: seenBy.month, object: 'none', reads: 'month'",
        to: "who: readers, object: 'none', reads: 'month'",
      },
    ],
  },
  {
    name: 'role-not-asked',
    what: 'the role is written beside the procedure and nobody looks at it',
    drill: 'Z5',
    sentence: /was answered \d+ \w+, not NOT_ALLOWED|was not answered as it is alone/,
    quick: false,
    changes: [
      {
        file: 'server/why-refused.ts',
        from: 'if (!rule.who.includes(role))',
        to: 'if (rule.who.length === 0)',
      },
    ],
  },
  {
    name: 'event-after-the-answer',
    what: 'the event of a look is written when the answer is on its way, because it is quicker',
    drill: 'A2',
    sentence: /was answered 200/,
    quick: false,
    changes: [
      {
        file: 'server/trpc.ts',
        from: "await write('done', describeCall(",
        to: "void Promise.resolve().then(() => write('done', describeCall(",
      },
      {
        file: 'server/trpc.ts',
        from: 'input, result.data, seen))\n    return result',
        to: '{}, result.data, seen))).catch(() => {})\n    return result',
      },
    ],
  },
  {
    name: 'failed-event-ignored',
    what: 'an event that could not be written is left out, so that the desk goes on',
    drill: 'A2',
    sentence: /was answered (200|403|4\d\d)/,
    quick: false,
    changes: [{ file: 'server/audit/call-events.ts', from: '    throw refusal\n', to: '' }],
  },
  {
    name: 'event-twice',
    what: 'the router writes an event beside the command’s own',
    drill: 'A1',
    sentence: /left 2 events/,
    quick: false,
    changes: [
      {
        file: 'server/trpc.ts',
        from: 'if (work.journal.events === 0) await recordAct(',
        to: 'await recordAct(',
      },
    ],
  },
  {
    name: 'answers-let-through',
    what: 'what was answered is checked, and then sent as it was',
    drill: 'Z4',
    sentence: /An undeclared field left/,
    quick: true,
    changes: [
      {
        file: 'server/strict-answer.ts',
        from: '  throw new UndeclaredAnswer(parsed.error.issues)',
        to: '  return answered as View',
      },
    ],
  },
  {
    name: 'draft-of-another-told',
    what: 'a draft of somebody else is refused in words of its own',
    drill: 'Z2',
    sentence: /adjustments\.saveDraft can be told apart by its/,
    quick: false,
    changes: [
      {
        file: 'server/adjustments/drafts.ts',
        from: "  if (!row) throw notFound('draft')\n",
        to: "  const there = await work.tx.selectFrom('drafts').select('draftId').where('draftId', '=', input.draftId).execute()\n  if (!row) throw notFound(there.length > 0 ? 'draft of yours' : 'draft')\n",
      },
    ],
  },
]
