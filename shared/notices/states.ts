/** What the customer is told about at once when it changes: 47 CFR 64.2010(f). */
export const changesTold = ['passcode', 'email', 'phone', 'address'] as const
export type ChangeTold = (typeof changesTold)[number]

export type NoticeState = 'waiting' | 'sent' | 'delivered' | 'failed'

/** Every legal step. A trigger in the database refuses all others; a test holds the two against each other. */
export const noticeSteps: Record<NoticeState, readonly NoticeState[]> = {
  waiting: ['sent', 'failed'],
  sent: ['delivered', 'failed'],
  delivered: [],
  failed: [],
}

const prefix = 'makeright-notice-'
/** The name of a notice at the gateway: sent twice under it, the customer is told once. */
export const noticeKey = (noticeId: bigint | string): string => `${prefix}${noticeId}`

/** The notice's number out of such a name; null when it is none of ours. */
export function noticeIdOf(key: string): bigint | null {
  const match = /^makeright-notice-([1-9]\d{0,17})$/.exec(key)
  return match?.[1] ? BigInt(match[1]) : null
}
