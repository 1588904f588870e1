import type { Migration } from 'kysely'
import * as staffAndDesk from './0001-staff-and-desk.ts'
import * as accounts from './0002-accounts.ts'
import * as outages from './0003-outages.ts'
import * as ledger from './0004-ledger.ts'
import * as programmesAndCredits from './0005-programmes-and-credits.ts'
import * as adjustments from './0006-adjustments.ts'
import * as noticesAndEvents from './0007-notices-and-events.ts'
import * as appendOnly from './0008-append-only.ts'
import * as roles from './0009-roles.ts'
import * as firstValues from './0010-first-values.ts'
import * as programmeLifecycle from './0011-programme-lifecycle.ts'
import * as runs from './0012-runs.ts'
import * as billing from './0013-billing.ts'
import * as guards from './0014-guards.ts'
import * as journal from './0016-journal.ts'
import * as takingBackInParts from './0017-taking-back-in-parts.ts'
import * as billingMonths from './0018-billing-months.ts'
import * as signOn from './0019-sign-on.ts'
import * as contacts from './0020-contacts.ts'
import * as people from './0021-people.ts'
import * as pace from './0023-pace.ts'
import * as keeping from './0024-keeping.ts'
import * as factsOfAdjustments from './0025-facts-of-adjustments.ts'
import * as provider from './0026-provider.ts'
import * as factorsAndWaysBack from './0027-factors-and-ways-back.ts'
import * as notedAtOnce from './0028-noted-at-once.ts'
import * as records from './0029-records.ts'
import * as adjudications from './0030-adjudications.ts'
import * as windowsInSteps from './0031-windows-in-steps.ts'
import * as lateWords from './0032-late-words.ts'
import * as escalatingReasons from './0033-escalating-reasons.ts'

/** Listed by hand: finding files at run time fights bundlers, and a list shows the order. Frozen once released. */
export const migrations: Record<string, Migration> = {
  '0001-staff-and-desk': staffAndDesk,
  '0002-accounts': accounts,
  '0003-outages': outages,
  '0004-ledger': ledger,
  '0005-programmes-and-credits': programmesAndCredits,
  '0006-adjustments': adjustments,
  '0007-notices-and-events': noticesAndEvents,
  '0008-append-only': appendOnly,
  '0009-roles': roles,
  '0010-first-values': firstValues,
  '0011-programme-lifecycle': programmeLifecycle,
  '0012-runs': runs,
  '0013-billing': billing,
  '0014-guards': guards,
  '0016-journal': journal,
  '0017-taking-back-in-parts': takingBackInParts,
  '0018-billing-months': billingMonths,
  '0019-sign-on': signOn,
  '0020-contacts': contacts,
  '0021-people': people,
  '0023-pace': pace,
  '0024-keeping': keeping,
  '0025-facts-of-adjustments': factsOfAdjustments,
  '0026-provider': provider,
  '0027-factors-and-ways-back': factorsAndWaysBack,
  '0028-noted-at-once': notedAtOnce,
  '0029-records': records,
  '0030-adjudications': adjudications,
  '0031-windows-in-steps': windowsInSteps,
  '0032-late-words': lateWords,
  '0033-escalating-reasons': escalatingReasons,
}
