/** A stretch of account numbers: one transaction when it is planned, and one when it is paid. */
export type BatchToPlan = { batch: number; afterAccount: string; lastAccount: string }
export type BatchToPost = BatchToPlan & { due: number }
/** A credit that was made, as its batch's root counts it. */
export type Made = { accountId: string; amount: bigint; step: number; factsHash: string }
