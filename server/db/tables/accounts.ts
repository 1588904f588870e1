import type { Generated, GeneratedAlways } from 'kysely'
import type { AccountStatus, AccountType, LineStatus } from '#shared/accounts/account.ts'

export interface AccountsTables {
  accounts: {
    accountId: string
    type: AccountType
    status: AccountStatus
    closedOn: string | null
    holderName: string
    nameWords: string
    nameSearch: GeneratedAlways<string>
    email: string | null
    contactPhone: string | null
    contactPhoneReversed: GeneratedAlways<string | null>
    street: string | null
    city: string | null
    state: string | null
    postalCode: string | null
    timeZone: string
    billDay: number
    language: Generated<'en' | 'es'>
    textsRefused: Generated<boolean>
    currency: Generated<string>
    updatedAt: Generated<Date>
    erasedAt: Date | null
    /** When the customer refused texts at this desk; a carrier's file does not undo that unless it is younger. */
    textsRefusedAt: Date | null
  }
  lines: {
    accountId: string
    lineId: GeneratedAlways<bigint>
    phone: string
    phoneReversed: GeneratedAlways<string>
    imsi: string | null
    status: LineStatus
    planCode: string
    planName: string
    monthlyCharge: bigint
    activatedOn: string | null
    market: string
    timeZone: string
    updatedAt: Generated<Date>
  }
}
