import type { Generated, GeneratedAlways } from 'kysely'
import type { ContactOutcome, TalksTo, Verification, Way } from '#shared/contacts/states.ts'

export interface ContactsTables {
  contacts: {
    accountId: string
    contactId: GeneratedAlways<bigint>
    staffId: bigint
    talksTo: TalksTo
    beganAt: Generated<Date>
    expiresAt: Generated<Date>
    calledBackAt: Date | null
    verification: Verification | null
    verifiedAt: Date | null
    reason: string | null
    endedAt: Date | null
    outcome: ContactOutcome | 'ran-out' | null
    reviewedBy: bigint | null
    reviewedAt: Date | null
    remark: string | null
    businessDate: string
  }
  callerChecks: {
    accountId: string
    checkId: GeneratedAlways<bigint>
    contactId: bigint
    staffId: bigint
    way: Way
    outcome: 'passed' | 'failed'
    checkedAt: Generated<Date>
  }
  passcodes: { accountId: string; hash: string; setAt: Generated<Date>; fromFile: Generated<boolean> }
  callerCodes: {
    accountId: string
    codeId: GeneratedAlways<bigint>
    contactId: bigint
    hash: string
    sentAt: Generated<Date>
    expiresAt: Generated<Date>
    usedAt: Date | null
  }
  businessContacts: { accountId: string; nameWords: string; name: string }
}
