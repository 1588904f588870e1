import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'

export interface JournalTables {
  notices: {
    accountId: string
    noticeId: GeneratedAlways<bigint>
    outageId: string
    creditId: bigint | null
    channel: 'text' | 'email'
    body: string
    state: Generated<'waiting' | 'sent' | 'delivered' | 'failed'>
    madeAt: Generated<Date>
    businessDate: string
  }
  accountEvents: {
    accountId: string
    eventId: GeneratedAlways<bigint>
    happenedAt: Generated<Date>
    businessDate: string
    actorId: bigint | null
    action: string
    outcome: Generated<string>
    adjustmentId: bigint | null
    creditId: bigint | null
    reason: string | null
    detail: JSONColumnType<object>
    requestId: string
  }
  deskEvents: {
    eventId: GeneratedAlways<bigint>
    happenedAt: Generated<Date>
    businessDate: string
    actorId: bigint | null
    action: string
    outcome: Generated<string>
    reason: string | null
    detail: JSONColumnType<object>
    requestId: string
  }
}
