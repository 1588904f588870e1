import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import {
  type Ask,
  claimOf,
  decideGive,
  type GiveDecision,
  type GiveFacts,
} from '#shared/adjustments/decide.ts'
import type { Given } from '#shared/adjustments/views.ts'
import { noteWarning } from '#shared/contacts/personal-numbers.ts'
import { formatMoney, money, moneyView } from '#shared/money.ts'
import { adjustmentNumber } from '#shared/request-numbers.ts'
import { budgetUsedUp, manualBudgetOf, shareOut, stripeOf } from '../ledger/budgets.ts'
import { insist, notFound, Refusal } from '../refusal.ts'
import { actorOf, type Work } from '../work.ts'
import { waitingOf } from './desk-facts.ts'
import { expireRequest } from './expire-requests.ts'
import { giveFacts } from './give-facts.ts'
import { pace } from './pace.ts'
import { type GiveInput, writeGive } from './write-give.ts'

/**
 * Gives a credit to a customer: posted at once within the limits, else the same draft becomes a request that holds its
 * budget until somebody decides. One draft is one intent: the same key and body get the first answer again.
 */
export async function giveAdjustment(work: Work, input: GiveInput): Promise<Given> {
  const actor = actorOf(work)
  const draft = await lockDraft(work, input, actor.staffId)
  const requestHash = hashOf(input)
  if (draft.answer) {
    if (draft.requestHash === requestHash) return draft.answer
    const first = `${formatMoney(draft.answer.amount)} (${draft.answer.number})`
    throw new Refusal(
      'IDEMPOTENCY_MISMATCH',
      `This draft was already sent with ${first}. Open that one, or begin a new draft.`,
      {
        link: { accountId: draft.answer.accountId, adjustmentId: draft.answer.adjustmentId },
      },
    )
  }

  if (draft.expired)
    throw new Refusal(
      'ALREADY_GIVEN',
      `This draft was sent before and became ${adjustmentNumber(draft.adjustmentId)}. Its answer is no longer kept; nothing was given again.`,
      { link: { accountId: input.accountId, adjustmentId: draft.adjustmentId } },
    )

  const warning = input.noteConfirmed ? null : noteWarning(input.note)
  if (warning) throw new Refusal('NOTE_PERSONAL', warning, { fields: [{ path: 'note', rule: 'personal' }] })

  const facts = () => giveFacts(work.tx, { ...input, actor, businessDate: work.businessDate })
  let giving = await facts()
  if (giving.expired.length > 0) {
    for (const adjustmentId of giving.expired)
      await expireRequest(work, { accountId: input.accountId, adjustmentId })
    giving = await facts()
  }
  const { give, reason, offered, offeredFor } = giving
  const ask: Ask = { amount: input.amount, reason, note: input.note }
  const decision = decideGive(give, ask)
  refuseUnlessAsPreviewed(input, give, ask, decision)
  if (!reason) throw notFound('reason')
  if (decision.way === 'request') {
    const waiting = await waitingAlone(work, actor.staffId)
    insist(decideGive({ ...give, waiting }, ask).verdict)
  }

  const write = () =>
    writeGive(work, {
      input,
      actor,
      reason,
      decision,
      offered,
      offeredFor,
      requestHash,
      currency: give.account.currency,
      give,
    })
  let answer = await write()
  if (
    answer === 'stripe short' &&
    (await shareOut(work, manualBudgetOf(input.outageId), stripeOf(input.accountId), input.amount))
  )
    answer = await write()
  if (answer === 'stripe short') throw budgetUsedUp()
  if (answer === 'day full') throw await whyFull(work, decision, input.amount)

  work.announce({ topic: 'account', accountId: input.accountId })
  if (decision.way === 'request') work.announce({ topic: 'queue' })
  return answer
}

/** Requests of one person are counted one after another: on two accounts at once, both would be the last that may wait. */
async function waitingAlone(work: Work, staffId: bigint): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('makeright waiting'), ${staffId}::bigint::int)`.execute(
    work.tx,
  )
  const found = await waitingOf(staffId).execute(work.tx)
  return found.rows[0]?.waiting ?? 0
}

type LockedDraft = {
  requestHash: string | null
  answer: Given | null
  /** It was sent, and its answer went after its time (docs/operations.md): the key still makes nothing twice. */
  expired: boolean
  adjustmentId: string
}

/** Locks the account (whoever gives to it waits here) and the draft. A key of another person or account is not there. */
async function lockDraft(work: Work, input: GiveInput, staffId: bigint): Promise<LockedDraft> {
  const found = await sql<LockedDraft>`
    select d.request_hash, d.answer, d.answer_expired_at is not null as expired, coalesce(d.adjustment_id::text, '') as adjustment_id from accounts a join drafts d on d.account_id = a.account_id
    where a.account_id = ${input.accountId} and d.draft_id = ${input.draftId} and d.staff_id = ${staffId} and d.outage_id = ${input.outageId}
    for update of a, d`.execute(work.tx)
  const draft = found.rows[0]
  if (!draft) throw notFound('draft')
  return draft
}

/** The person’s pace, or a posting in another tab that filled the day since it was looked at; the counter itself decides. */
async function whyFull(work: Work, decision: GiveDecision, amount: bigint): Promise<Refusal> {
  await pace(work)
  const limits = actorOf(work).limits
  const day = await work.tx
    .selectFrom('staffDays')
    .select('given')
    .where('staffId', '=', actorOf(work).staffId)
    .where('businessDate', '=', work.businessDate)
    .executeTakeFirst()
  // It was full a moment ago: what was taken for this one has to go back all the same.
  if (decision.way !== 'post' || !limits || !day || day.given + amount <= limits.perDay)
    return new Refusal(
      'BUSY',
      'Not saved: your day was being counted at that moment. It is safe to send it again.',
      {
        retry: 'after:1',
      },
    )
  const text = (minor: bigint) => formatMoney(money(minor, decision.change.currency))
  return new Refusal(
    'OVER_LIMIT',
    `Not posted: with ${text(day.given)} given today it passes the limit of ${text(limits.perDay)} for a day. Ask for it: nothing has to be typed again.`,
    { fields: [{ path: 'amount', rule: 'limit' }] },
  )
}

/** What was asked, without what was previewed: a retry after the first posting previews other sums for the same intent. */
function hashOf(input: GiveInput): string {
  const body = [input.accountId, input.outageId, input.amount.toString(), input.reasonCode, input.note.trim()]
  return createHash('sha256').update(JSON.stringify(body)).digest('hex')
}

const fieldOf: Partial<Record<string, string>> = {
  AMOUNT_INVALID: 'amount',
  OVER_BUDGET: 'amount',
  REASON_UNKNOWN: 'reasonCode',
  NOTE_REQUIRED: 'note',
}

function refuseUnlessAsPreviewed(input: GiveInput, facts: GiveFacts, ask: Ask, decision: GiveDecision): void {
  const { verdict } = decision
  const claim = claimOf(facts, ask)
  const link = claim?.adjustmentId
    ? { accountId: input.accountId, adjustmentId: claim.adjustmentId }
    : undefined
  const path = verdict.ok ? undefined : fieldOf[verdict.code]
  insist(verdict, {
    ...(link ? { link } : {}),
    ...(path ? { fields: [{ path, rule: verdict.ok ? '' : verdict.code }] } : {}),
  })

  const { previewed } = input
  if (previewed.way !== decision.way) {
    if (decision.needs && decision.pastClaim) {
      throw new Refusal(
        'ALREADY_GIVEN',
        `Not posted: ${decision.needs.why}. Giving it again is a request of its own.`,
        link ? { link } : {},
      )
    }
    if (decision.needs && facts.stopped)
      throw new Refusal('STOPPED', `Not posted: ${decision.needs.why}. You can still ask for it.`)
    if (decision.needs) {
      throw new Refusal(
        'OVER_LIMIT',
        `Not posted: ${decision.needs.why}. Ask a ${decision.needs.role} for it: nothing has to be typed again.`,
        { fields: [{ path: 'amount', rule: 'limit' }] },
      )
    }
    throw new Refusal(
      'STALE',
      'This can be posted at once now: nobody has to approve it. Look at the preview again.',
    )
  }
  if (previewed.after !== decision.after.minor || previewed.billOn !== decision.billOn) {
    const now = formatMoney(moneyView(decision.before))
    throw new Refusal(
      'STALE',
      `Not saved: something changed while you were typing. The account now has ${now} for this outage. Look at the preview again.`,
    )
  }
}
