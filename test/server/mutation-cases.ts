import type { Database } from '#server/db/client.ts'
import type { MutationCase } from '#test/support/mutation-case.ts'
import { giveCases } from './adjustments/give-cases.ts'
import { reversalCases } from './adjustments/mutation-cases.ts'
import { callerCases } from './contacts/mutation-cases.ts'
import { runCases } from './credits/mutation-cases.ts'
import { windowCases } from './credits/window-cases.ts'
import { ledgerCases } from './ledger/mutation-cases.ts'
import { programmeCases } from './programmes/mutation-cases.ts'
import { deskCases } from './staff/desk-cases.ts'
import { peopleCases } from './staff/mutation-cases.ts'
import { signOnCases } from './staff/sign-on-cases.ts'

/** A case for every mutation, for the tests of this folder and for the drills that try each procedure. */
export const mutationCases = (database: Database): Record<string, MutationCase> => ({
  ...giveCases(database),
  ...callerCases(database),
  ...ledgerCases(database),
  ...programmeCases(database),
  ...reversalCases(database),
  ...runCases(database),
  ...windowCases(database),
  ...peopleCases(database),
  ...deskCases(database),
  ...signOnCases(database),
})
