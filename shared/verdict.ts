import type { RefusalCode } from './refusals.ts'

/** The answer of a pure rule: allowed, or refused with a code and the sentence that both the desk and the API show. */
export type Verdict = { readonly ok: true } | Refused
export type Refused = { readonly ok: false; readonly code: RefusalCode; readonly because: string }

export const allowed: Verdict = { ok: true }
export const refused = (code: RefusalCode, because: string): Refused => ({ ok: false, code, because })
