import type { LookName } from '#shared/audit/look-words.ts'
import { type Role, seenBy } from '#shared/staff/roles.ts'
import type { StepUpRule } from '#shared/staff/step-up.ts'
import { leavesNoEvent } from './audit/describe-call.ts'

/** What a procedure can be about, and the fields of its input that name it. */
export const objects = {
  none: [],
  account: ['accountId'],
  draft: ['accountId', 'draftId'],
  request: ['accountId', 'adjustmentId'],
  reversal: ['accountId', 'reversalRequestId'],
  credit: ['accountId', 'creditId'],
  transfer: ['accountId', 'transferId'],
  contact: ['contactId'],
  programme: ['programmeId'],
  run: ['runId'],
  outage: ['outageId'],
  adjudication: ['adjudicationId'],
  stop: ['switchId'],
  event: ['kind', 'eventId'],
  person: ['staffId'],
  change: ['changeId'],
  session: ['sessionId'],
} as const
export type ObjectKind = keyof typeof objects

/**
 * Who may call a procedure, and about what. It stands beside each one: without it there is nothing to call `query` or
 * `mutation` on, and the server does not start. One's role decides whether one may call it at all (403); what of the
 * object one may not see answers like what is not there (404).
 */
export type Rule = {
  who: 'anybody' | readonly Role[]
  object: ObjectKind
  /** What a question shows, in the journal's words. */
  reads?: LookName
  /** Only with a password or a code given lately (rulings 23). */
  stepUp?: StepUpRule
  /** Also by somebody who has to choose a password or set up a second factor first: what that takes, and nothing else. */
  whileOwing?: true
  /** Only of an account whose caller was verified, for those who talk to callers (rulings 22). */
  caller?: 'verified'
}
export type RuleOfPeople = Rule & { who: readonly Role[] }

export const everyRole: readonly Role[] = ['agent', 'supervisor', 'manager', 'auditor', 'admin']
export const readers: readonly Role[] = seenBy.customers
export const givers: readonly Role[] = ['agent', 'supervisor', 'manager']
export const deciders: readonly Role[] = ['supervisor', 'manager']
export const managers: readonly Role[] = ['manager']
export const admins: readonly Role[] = ['admin']
export const journalReaders: readonly Role[] = seenBy.journal
export const lookupsReaders: readonly Role[] = seenBy.lookups

/**
 * A procedure without a rule would be open to everybody, one that does not declare its answer could let anything out, and
 * a question that does not say what it shows would leave no trace: the desk does not start with one.
 */
export function insistOnRules(procedures: Record<string, unknown>): void {
  for (const [name, procedure] of Object.entries(procedures)) {
    const { meta, type, output } =
      (procedure as { _def?: { meta?: Partial<Rule>; type?: string; output?: object } })._def ?? {}
    if (!meta?.who || !meta.object)
      throw new Error(
        `${name} does not say who may call it, and about what: begin it with procedureFor({ who, object }) or openProcedure.`,
      )
    if (!output || !('schema' in output))
      throw new Error(
        `${name} does not say what it answers: add output(...) with a schema of shared/<noun>/answers.ts.`,
      )
    if (type !== 'mutation' && !meta.reads && !Object.hasOwn(leavesNoEvent, name))
      throw new Error(
        `${name} does not say what it shows: add reads: 'what' to its rule, so that it leaves an event.`,
      )
  }
}
