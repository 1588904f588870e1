import type { AccountStatus, AccountType } from '../accounts/account.ts'
import { offerBar } from '../credits/fair-offer.ts'
import { formatMoney, type Money, money } from '../money.ts'
import { notOnLinked } from '../staff/permissions.ts'
import { type Actor, type Role, wordOfRole } from '../staff/roles.ts'
import type { Relation } from '../staff/states.ts'
import { allowed, refused, type Verdict } from '../verdict.ts'
import { type CauseKind, causeWords } from './states.ts'

/** A rung of the ladder: what a level may give or approve. From the table limit_levels, lowest first. */
export type Rung = {
  readonly level: string
  readonly role: Role
  readonly perAction: bigint
  readonly perAccountAndOutage: bigint
}
export type Claim = {
  readonly kind: CauseKind
  readonly state: 'asked' | 'given'
  readonly adjustmentId: string | null
  readonly amount: bigint
  readonly by: string
}

/** Everything the decision looks at: plain facts, read under the account's lock when it counts. Minor units throughout. */
export type GiveFacts = {
  readonly account: { readonly type: AccountType; readonly status: AccountStatus; readonly currency: string }
  readonly actor: Actor
  /** How this person belongs to the account, when they do. */
  readonly linked: Relation | null
  readonly givenToday: bigint
  /** How many of this person's requests wait for a decision, on any account. */
  readonly waiting: number
  /** Manual, for this account and outage: posted and waiting. */
  readonly givenOnAccount: bigint
  /** Automatic and manual, posted, for this outage: "credit now". */
  readonly givenForOutage: bigint
  readonly budgetLeft: bigint
  readonly ladder: readonly Rung[]
  readonly stopped: { readonly reason: string; readonly by: string } | null
  readonly claims: readonly Claim[]
  readonly billOn: string
  readonly promisedBy: string
}

export type Ask = {
  readonly amount: bigint
  readonly reason: {
    readonly label: string
    readonly kind: CauseKind
    readonly noteAtLeast: number
    /** Why somebody else has to agree whatever the amount; null when it does not. */
    readonly escalates: string | null
  } | null
  readonly note: string
}

export type Needs = {
  readonly role: 'supervisor' | 'manager'
  readonly approvals: 1 | 2
  readonly why: string
}
export type GiveDecision = {
  readonly verdict: Verdict
  readonly way: 'post' | 'request'
  readonly before: Money
  readonly change: Money
  readonly after: Money
  readonly billOn: string
  readonly promisedBy: string
  readonly needs: Needs | null
  readonly pastClaim: boolean
}

/**
 * What happens with this ask: posted at once, made a request (and who must approve), or refused and why. Preview and
 * post call this same function with the same facts; the client calls it too, to show the answer before it is asked.
 */
export function decideGive(facts: GiveFacts, ask: Ask): GiveDecision {
  const { currency } = facts.account
  const reasons = approvalReasons(facts, ask)
  const needs = reasons.length > 0 ? whoApproves(facts, ask, reasons) : null
  const amount = ask.amount > 0n ? ask.amount : 0n
  return {
    verdict: mayAsk(facts, ask),
    way: needs ? 'request' : 'post',
    before: money(facts.givenForOutage, currency),
    change: money(amount, currency),
    after: money(facts.givenForOutage + amount, currency),
    billOn: facts.billOn,
    promisedBy: facts.promisedBy,
    needs,
    pastClaim: claimOf(facts, ask)?.state === 'given',
  }
}

/** The claim in the way: one that waits for a decision before one that was given, because nobody asks twice at a time. */
export function claimOf(facts: Pick<GiveFacts, 'claims'>, ask: Pick<Ask, 'reason'>): Claim | undefined {
  const claims = facts.claims.filter((claim) => claim.kind === ask.reason?.kind)
  return claims.find((claim) => claim.state === 'asked') ?? claims[0]
}

/** What no approval can mend: the ask itself is wrong, or the account cannot be credited at all. */
function mayAsk(facts: GiveFacts, ask: Ask): Verdict {
  const { account, actor } = facts
  const text = (minor: bigint) => formatMoney(money(minor, account.currency))
  const person = mayGive(actor, facts.linked)
  if (!person.ok) return person
  if (account.status === 'closed')
    return refused('ACCOUNT_CLOSED', offerBar(account.type, account.status) ?? '')
  if (account.type === 'prepaid')
    return refused('NO_BILL_TO_CREDIT', offerBar(account.type, account.status) ?? '')
  if (ask.amount <= 0n) return refused('AMOUNT_INVALID', 'Give an amount above zero, such as 5 or 5.48.')
  if (!ask.reason) return refused('REASON_UNKNOWN', 'Choose a reason from the list.')
  if (lengthOf(ask.note) < ask.reason.noteAtLeast) {
    return refused(
      'NOTE_REQUIRED',
      `“${ask.reason.label}” needs a note of at least ${ask.reason.noteAtLeast} characters: what did the customer lose, and what was shown?`,
    )
  }
  const claim = claimOf(facts, ask)
  if (claim?.state === 'asked') {
    return refused(
      'ALREADY_ASKED',
      `${claim.by} has already asked for ${text(claim.amount)} (${causeWords[claim.kind]}) for this outage. Wait for the decision, or have it withdrawn.`,
    )
  }
  const ceiling = ceilingOf(facts)
  if (facts.givenOnAccount + ask.amount > ceiling) {
    return refused(
      'OVER_LIMIT',
      `This desk gives at most ${text(ceiling)} for one account and outage, whoever approves it. Losses above that go to the claims team.`,
    )
  }
  if (facts.waiting >= mostWaiting && approvalReasons(facts, ask).length > 0) {
    return refused(
      'TOO_MANY',
      `You have ${facts.waiting} requests waiting. Have some decided, or withdraw one, before you ask for more.`,
    )
  }
  if (ask.amount > facts.budgetLeft) {
    return refused(
      'OVER_BUDGET',
      `The budget for manual credits of this outage has ${text(facts.budgetLeft)} left. Give less, or have credit operations raise it.`,
    )
  }
  return allowed
}

/** A request holds budget for a day: without a ceiling and a number one person could hold all of it, and fill the queue. */
const mostWaiting = 50
const ceilingOf = (facts: GiveFacts): bigint =>
  2n *
  facts.ladder.reduce((top, rung) => (rung.perAccountAndOutage > top ? rung.perAccountAndOutage : top), 0n)

/** What a reader sees of a note: invisible characters and spaces do not explain anything. */
const lengthOf = (note: string): number => [...note.replace(/[\p{Cf}\p{Cc}\p{M}]/gu, '').trim()].length

/** Whether this person gives credits at all, and to this account. */
export function mayGive(actor: Actor, linked: Relation | null = null): Verdict {
  if (actor.limits && (actor.role === 'agent' || actor.role === 'supervisor' || actor.role === 'manager'))
    return notOnLinked(linked)
  return refused(
    'NOT_ALLOWED',
    `Your role (${wordOfRole(actor.role)}) looks at credits and does not give them.`,
  )
}

/** Each reason for which somebody else has to agree, in words. None means it can be posted at once. */
function approvalReasons(facts: GiveFacts, ask: Ask): string[] {
  const { account, actor, stopped } = facts
  const limits = actor.limits
  const text = (minor: bigint) => formatMoney(money(minor, account.currency))
  const reasons: string[] = []
  // First, so that it is what the queue shows (rulings 27).
  if (ask.reason?.escalates) reasons.push(ask.reason.escalates)
  if (isExcludedSegment(account.type))
    reasons.push('this segment is outside the programme: a manager’s override')
  const claim = claimOf(facts, ask)
  if (claim?.state === 'given')
    reasons.push(
      `${text(claim.amount)} ${causeWords[claim.kind]} was already given for this outage by ${claim.by}`,
    )
  if (stopped) reasons.push(`all manual credits are stopped by ${stopped.by} (${stopped.reason})`)
  if (!limits) return reasons
  if (ask.amount > limits.perAction)
    reasons.push(`it is above the limit of ${text(limits.perAction)} for one credit`)
  if (facts.givenOnAccount > 0n && facts.givenOnAccount + ask.amount > limits.perAccountAndOutage) {
    reasons.push(
      `with ${text(facts.givenOnAccount)} given or asked for before it passes the limit of ${text(limits.perAccountAndOutage)} for one account and outage`,
    )
  }
  if (facts.givenToday + ask.amount > limits.perDay) {
    reasons.push(
      `with ${text(facts.givenToday)} given today it passes the limit of ${text(limits.perDay)} for a day`,
    )
  }
  return reasons
}

export const isExcludedSegment = (type: AccountType): boolean => type === 'business' || type === 'sub_brand'

/** The lowest authority that covers it: a supervisor, a manager, or (above the highest limit) two managers (rulings 4-6). */
function whoApproves(facts: GiveFacts, ask: Ask, reasons: string[]): Needs {
  const why = reasons.join('; ')
  const total = facts.givenOnAccount + ask.amount
  const covers = (role: Role) =>
    facts.ladder.some(
      (rung) => rung.role === role && ask.amount <= rung.perAction && total <= rung.perAccountAndOutage,
    )
  if (covers('supervisor') && !isExcludedSegment(facts.account.type))
    return { role: 'supervisor', approvals: 1, why }
  return { role: 'manager', approvals: covers('manager') ? 1 : 2, why }
}
