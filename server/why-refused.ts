import { mayBeTold } from '#shared/contacts/permissions.ts'
import { wordOfRole } from '#shared/staff/roles.ts'
import { type StepUpRule, stepUpMissing } from '#shared/staff/step-up.ts'
import { Refusal } from './refusal.ts'
import type { RuleOfPeople } from './rule.ts'
import type { Session } from './staff/sessions.ts'
import { whyOwing } from './staff/why-owing.ts'

/**
 * Why this person may not ask this now, by the rule beside the procedure; null when they may.
 *
 * @param input what was sent, not checked yet
 * @param about the account that it names, where the rule asks whether its caller was verified
 */
export function whyRefused(
  rule: RuleOfPeople,
  session: Session,
  input: unknown,
  about: string | null,
): Refusal | null {
  const { role } = session.actor
  if (!rule.who.includes(role))
    return new Refusal('NOT_ALLOWED', `Your role (${wordOfRole(role)}) cannot do this.`)
  return (
    (rule.whileOwing ? null : whyOwing(session)) ??
    (rule.stepUp ? whyNotSteppedUp(rule.stepUp, session, input) : null) ??
    (rule.caller ? whyUntold(session, about) : null)
  )
}

/** A session that was left open by somebody does not approve: they show once more that it is they (rulings 23). */
function whyNotSteppedUp(rule: StepUpRule, { steppedUp }: Session, input: unknown): Refusal | null {
  const minutes = stepUpMissing(rule, steppedUp, input)
  if (minutes === null) return null
  const words = `Confirm that it is you: this asks for a sign-in within the last ${minutes} minutes. Nothing was done yet.`
  return new Refusal('STEP_UP_NEEDED', words, { retry: 'same-key' })
}

/** Whoever talks to callers is shown an account when it is known who calls; without an account there is nothing to know. */
function whyUntold({ actor, caller }: Session, about: string | null): Refusal | null {
  if (about === null) {
    const rule = 'an account number has 3 to 32 letters, digits or hyphens'
    return new Refusal('BAD_REQUEST', `accountId: ${rule}`, { fields: [{ path: 'accountId', rule }] })
  }
  const told = mayBeTold(actor, caller)
  return told.ok ? null : new Refusal(told.code, told.because, { retry: 'same-key' })
}
