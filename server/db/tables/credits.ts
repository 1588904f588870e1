import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type { BillingState } from '#shared/ledger/billing.ts'

export interface CreditsTables {
  programmes: {
    programmeId: string
    version: number
    outageId: string
    document: JSONColumnType<object>
    hash: string
    publishedOn: string
  }
  programmeRuns: {
    runId: GeneratedAlways<bigint>
    programmeId: string
    version: number
    outageId: string
    startedBy: bigint | null
    businessDate: string
    startedAt: Generated<Date>
    endedAt: Date | null
    accountsCredited: Generated<number>
    amountCredited: Generated<bigint>
  }
  credits: {
    accountId: string
    creditId: GeneratedAlways<bigint>
    outageId: string
    programmeId: string
    programmeVersion: number
    runId: bigint
    amount: bigint
    currency: string
    billing: BillingState
    scheduledOn: string
    billOn: string
    promisedBy: string
    queuedOn: string | null
    acceptedOn: string | null
    appliedOn: string | null
    failedOn: string | null
    failedBecause: string | null
    facts: JSONColumnType<object>
    factsHash: string
  }
}
