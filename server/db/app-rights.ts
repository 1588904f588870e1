/**
 * What the server's role may do with each table: what the desk does, and nothing else. `npm run migrate` sets exactly
 * this, whatever was granted before, so a new table stands here as well as in its migration (test/server/db/grants.test.ts).
 */
export const appRights: Readonly<Record<string, readonly string[]>> = {
  select: [
    'desk',
    'gl_codes',
    'gl_of_kinds',
    'journal_expiries',
    'journal_gone',
    // So that the server can tell that its schema is up to date without being its owner.
    'kysely_migration',
    'limit_levels',
    'provider_people',
    'reason_codes',
    'retention',
    'sign_ins',
    'staff',
  ],
  // Money and journal are written once.
  'select, insert': [
    'account_events',
    'approvals',
    'caller_checks',
    'desk_events',
    'journal_chain',
    'journal_keys',
    'journal_seals',
    'reversals',
    'run_left_out',
    'run_plans',
    'settlements',
    'staff_accounts',
    'transfers',
  ],
  'select, insert, update': [
    'accounts',
    'adjudications',
    'adjustments',
    'bill_to_changes',
    'billing_items',
    'budget_stripes',
    'budgets',
    'claims',
    'contacts',
    'credits',
    'drafts',
    'impact_intervals',
    'legal_holds',
    'lines',
    'notices',
    'outage_sites',
    'outage_sources',
    'outages',
    'programme_runs',
    'programmes',
    'reversal_requests',
    'run_batches',
    'staff_changes',
    'staff_days',
    'stop_switches',
  ],
  'select, insert, delete': ['provider_logouts', 'provider_steps', 'sessions'],
  'select, insert, update, delete': [
    'business_contacts',
    'caller_codes',
    'line_impacts',
    'passcodes',
    'recovery_codes',
    'second_factors',
    'sign_in_failures',
    'sign_in_names',
    'simulations',
    'unknown_outcomes',
    'used_time_steps',
  ],
}

/** What it may change of a table's columns, and no other column of that table. */
export const appColumns: Readonly<Record<string, readonly string[]>> = {
  // Whether it is a demo, and of whom a second factor is demanded, is the owner's.
  desk: ['business_date'],
  // Whose a session is, how and when it began, is said once.
  sessions: [
    'token_hash',
    'stage',
    'last_seen_at',
    'stepped_up_at',
    'address',
    'browser',
    'provider_session',
  ],
  sign_ins: ['password_hash'],
  staff: ['active'],
}

export const appFunctions: readonly string[] = ['follow_groups(text, text, text, text, text)']

/** The migrator's own, which no role of the desk needs. */
export const nobodys: readonly string[] = ['kysely_migration_lock']
