import type { AccountsTables } from './tables/accounts.ts'
import type { AdjustmentsTables } from './tables/adjustments.ts'
import type { BillingTables } from './tables/billing.ts'
import type { ContactsTables } from './tables/contacts.ts'
import type { CreditsTables } from './tables/credits.ts'
import type { JournalTables } from './tables/journal.ts'
import type { KeepingTables } from './tables/keeping.ts'
import type { LedgerTables } from './tables/ledger.ts'
import type { OutagesTables } from './tables/outages.ts'
import type { PeopleTables } from './tables/people.ts'
import type { ProgrammesTables } from './tables/programmes.ts'
import type { StaffTables } from './tables/staff.ts'

/** The tables, as code sees them: camelCase here, snake_case in the database (client.ts converts). */
export interface Tables
  extends StaffTables,
    PeopleTables,
    AccountsTables,
    OutagesTables,
    LedgerTables,
    BillingTables,
    ProgrammesTables,
    ContactsTables,
    CreditsTables,
    AdjustmentsTables,
    KeepingTables,
    JournalTables {}
