import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'

export interface JournalTables {
  notices: {
    accountId: string
    noticeId: GeneratedAlways<bigint>
    outageId: string | null
    kind: Generated<'credit' | 'code' | 'change'>
    about: string | null
    /** Where it goes when that is not the address of record: an old one. */
    address: string | null
    sealed: string | null
    creditId: bigint | null
    channel: 'text' | 'email'
    body: string
    state: Generated<'waiting' | 'sent' | 'delivered' | 'failed'>
    madeAt: Generated<Date>
    businessDate: string
    tries: Generated<number>
    nextTryAt: Generated<Date>
    sentOn: string | null
    deliveredOn: string | null
    failedOn: string | null
    failedBecause: string | null
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
    session: string | null
    address: string | null
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
    session: string | null
    address: string | null
  }
  journalChain: {
    seq: bigint
    kind: 'account' | 'desk'
    aboutAccount: string
    eventId: bigint
    eventHash: Buffer
    chainHash: Buffer
  }
  journalSeals: { sealNo: bigint; uptoSeq: bigint; horizon: string; line: string }
  journalKeys: { keyId: string; line: string; addedAt: Generated<Date> }
  unknownOutcomes: {
    requestId: string
    act: string
    aboutAccount: string | null
    staffId: bigint | null
    noticedAt: Generated<Date>
    askedAt: Date | null
    settledAt: Date | null
    outcome: 'saved' | 'not saved' | null
  }
}
