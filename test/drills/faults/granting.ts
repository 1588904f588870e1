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
        file: 'server/db/app-rights.ts',
        from: "  staff: ['active'],",
        to: "  staff: ['active'],\n  limit_levels: ['per_action', 'per_day'],",
      },
    ],
  },
  {
    name: 'a-password-without-an-event',
    what: 'the database lets a password change without an event, because the command writes one anyway',
    drill: 'A5',
    sentence: /makeright_app could, plain: update sign_ins set password_hash/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0028-noted-at-once.ts',
        from: "fires: 'after update of password_hash on sign_ins',",
        to: "fires: 'after update of username on sign_ins',",
      },
    ],
  },
  {
    name: 'a-false-journal-of-ones-own',
    what: 'triggers find their tables by the search path of whoever writes, where a temporary table comes first',
    drill: 'A5',
    sentence: /makeright_app could, plain: create temporary table desk_events/,
    quick: false,
    changes: [
      {
        file: 'server/db/roles.ts',
        from: "loop execute format('alter function %s set search_path = %I, pg_temp', one.name, current_schema()); end loop;",
        to: 'loop null; end loop;',
      },
    ],
  },
  {
    name: 'number-named-by-one',
    what: 'where a credit goes at billing is held by the command alone, which asks for two managers',
    drill: 'A5',
    sentence: /makeright_app could, plain: \s*insert into billing_items/,
    quick: false,
    changes: [
      {
        file: 'server/db/migrations/0028-noted-at-once.ts',
        from: 'when (new.bill_to is not null) execute function',
        to: "when (new.bill_to = '') execute function",
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
