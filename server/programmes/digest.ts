import { hash } from 'node:crypto'
import type { Digest } from '#shared/programmes/canonical.ts'

/** SHA-256 of a text as hex: what the evaluator is handed on the server. */
export const digest: Digest = (text) => hash('sha256', text)
