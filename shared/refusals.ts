/** What a caller may do next with the same request. */
export type Retry = 'never' | 'same-key' | `after:${number}`

/**
 * Every way the desk says no, with its HTTP status. A closed list: a refusal that is not here does not compile.
 * The contract: {code, message, fields, requestId, retry, saved}.
 */
export const refusals = {
  BAD_REQUEST: 400,
  SIGN_IN_FAILED: 401,
  SESSION_EXPIRED: 401,
  STEP_UP_NEEDED: 401,
  NOT_ALLOWED: 403,
  SET_UP_NEEDED: 403,
  CALLER_NOT_VERIFIED: 403,
  FOREIGN_ORIGIN: 403,
  SELF_APPROVAL: 403,
  OWN_GRANT: 403,
  OWN_CHANGE: 403,
  LINKED_ACCOUNT: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  ALREADY_DECIDED: 409,
  ALREADY_GIVEN: 409,
  ALREADY_REVERSED: 409,
  ALREADY_ASKED: 409,
  STALE: 409,
  TOO_LARGE: 413,
  NOT_JSON: 415,
  AMOUNT_INVALID: 422,
  REASON_UNKNOWN: 422,
  NOTE_REQUIRED: 422,
  NOTE_PERSONAL: 422,
  CALLER_LOCKED: 422,
  WAY_NOT_OFFERED: 422,
  OVER_LIMIT: 422,
  OVER_BUDGET: 422,
  OVER_AUTHORITY: 422,
  NO_BILL_TO_CREDIT: 422,
  ACCOUNT_CLOSED: 422,
  EXPIRED: 422,
  STOPPED: 422,
  CODE_WRONG: 422,
  IDEMPOTENCY_MISMATCH: 422,
  TOO_MANY: 429,
  SLOW_DOWN: 429,
  BUSY: 503,
  OUTCOME_UNKNOWN: 503,
  STORAGE_FULL: 503,
} as const

export type RefusalCode = keyof typeof refusals

export type Envelope = {
  code: RefusalCode | 'INTERNAL'
  message: string
  fields?: { path: string; rule: string }[]
  /** Something to look at: an account or request the refusal is about, as ids only. */
  link?: { accountId: string; adjustmentId?: string }
  requestId: string
  retry: Retry
  /** False: nothing was saved. Null: nobody knows yet (OUTCOME_UNKNOWN), and the same key tells. True: only the answer failed. */
  saved: boolean | null
}
