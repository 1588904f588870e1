import type { Fault } from './fault.ts'

/** Faults in what the database lets its own roles do. */
export const grantingFaults: readonly Fault[] = [
  {
    name: 'a-grant-too-many',
    what: 'the server’s role may change the limits, because the settings page was easier so',
    drill: 'A5',
    sentence: /makeright_app could, plain: update limit_levels set per_day/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0009-roles.ts',
        from: "await grant('select', readOnly)",
        to: "await grant('select, update', readOnly)",
      },
    ],
  },
  {
    name: 'large-objects-left-to-everybody',
    what: 'the functions of large objects stay with everybody, as PostgreSQL comes',
    drill: 'A5',
    sentence: /makeright_(app|read|audit) could, plain: select lo_create/,
    quick: false,
    changes: [
      {
        file: 'server/db/roles.ts',
        from: "execute format('revoke execute on function %s from public', one.name);",
        to: 'null;',
      },
    ],
  },
  {
    name: 'events-guarded-by-rights-alone',
    what: 'no trigger stands before the events, because the server’s role may not change them anyway',
    drill: 'A5',
    sentence: /makeright_owner could, plain: update account_events/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0008-append-only.ts',
        from: 'for (const table of appendOnly) {',
        to: 'for (const table of appendOnly.slice(0, 3)) {',
      },
    ],
  },
]
